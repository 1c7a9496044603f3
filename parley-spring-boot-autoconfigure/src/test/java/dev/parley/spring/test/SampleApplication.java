package dev.parley.spring.test;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application as a team would write it, with components that a slice has and others that it must not have. */
@SpringBootApplication(proxyBeanMethods = false)
class SampleApplication {}
