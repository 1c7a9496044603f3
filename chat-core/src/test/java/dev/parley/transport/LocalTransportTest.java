package dev.parley.transport;

final class LocalTransportTest implements TransportContract {

    @Override
    public TransportFixture start(TransportHandler handler) {
        return LocalFixture.start(handler);
    }
}
