using System.Net;
using System.Net.Sockets;
using Holdfast.Chaos.Connections.Transports;
using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos.Tests.Connections.Transports;

[Platform("Linux", Reason = "Elsewhere the runtime polls.")]
public sealed class PolledTransportTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task The_end_is_noticed_when_it_arrives_together_with_the_last_bytes(CancellationToken token)
    {
        var (near, far) = await ConnectAsync(token);
        using (near)
        using (far)
        {
            await far.SendAsync(new byte[3], SocketFlags.None, token);
            far.Shutdown(SocketShutdown.Send);
            await near.ReceiveAsync(new byte[1], SocketFlags.Peek, token);
            var transport = Poller.TryWatch(near)!;

            await transport.ReadableAsync();
            (await transport.ReceiveAsync(new byte[100])).ShouldBe(3);
            await transport.ReadableAsync().AsTask().WaitAsync(token);
            (await transport.ReceiveAsync(new byte[100])).ShouldBe(0);
            transport.Closed();
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_receive_continues_in_the_pollers_thread_and_leaves_it_during_a_long_stream(CancellationToken token)
    {
        var (near, far) = await ConnectAsync(token);
        using (near)
        using (far)
        {
            var transport = Poller.TryWatch(near)!;
            var reading = WhereIsItReadAsync(transport, 100);
            await far.SendAsync(new byte[100], SocketFlags.None, token);
            var inPoller = await reading;

            inPoller[0].ShouldBeTrue();
            inPoller[^1].ShouldBeFalse();
            transport.Closed();
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Closing_ends_a_wait(CancellationToken token)
    {
        var (near, far) = await ConnectAsync(token);
        using (far)
        {
            var transport = Poller.TryWatch(near)!;
            var reading = transport.ReceiveAsync(new byte[1]).AsTask();

            near.Dispose();
            transport.Closed();

            (await reading.WaitAsync(token)).ShouldBe(ITransport.Failed);
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_slow_logger_does_not_delay_other_connections(CancellationToken token)
    {
        using var logger = new WaitingLogger();
        await using var rig = await Rig.StartAsync(options => options with { Logger = logger });
        var (closing, _) = await rig.ConnectAsync(token);
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync("x", token);
        await server.ReceiveExactlyAsync(1, token);
        closing.Shutdown(SocketShutdown.Send);
        await logger.Waits.WaitAsync(token);

        await client.SendTextAsync("hello", token);

        (await server.ReceiveTextAsync(5, token)).ShouldBe("hello");
        logger.Release();
    }

    private static async Task<List<bool>> WhereIsItReadAsync(PolledTransport transport, int bytes)
    {
        var inPoller = new List<bool>();

        // With NUnit's synchronization context the continuation would run in another thread.
        await transport.ReadableAsync().ConfigureAwait(false);
        for (var count = 0; count < bytes; count++)
        {
            inPoller.Add(Poller.IsCurrent);
            await transport.ReceiveAsync(new byte[1]).ConfigureAwait(false);
        }

        return inPoller;
    }

    private static async Task<(Socket Near, Socket Far)> ConnectAsync(CancellationToken token)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var near = await Connector.ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port, polled: true, token);
        return (near, await listener.AcceptAsync(token));
    }

    private sealed class WaitingLogger : ILogger, IDisposable
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();

        public Task Waits => _waits.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).Contains("the client closed", StringComparison.Ordinal) && _waits.TrySetResult())
            {
                _released.Wait();
            }
        }

        public void Release() => _released.Set();

        public void Dispose()
        {
            _released.Set();
            _released.Dispose();
        }
    }
}
