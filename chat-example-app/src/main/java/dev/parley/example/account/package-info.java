/** Identity: accounts, passwords and tokens. {@link dev.parley.example.account.Accounts} is the entry point. */
@NullMarked
package dev.parley.example.account;

import org.jspecify.annotations.NullMarked;
