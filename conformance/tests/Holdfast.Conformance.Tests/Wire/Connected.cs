using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Conformance.Tests.Wire;

/// <summary>A wire connection to a scripted server, with what both need around them.</summary>
internal sealed class Connected : IAsyncDisposable
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(15);

    private readonly ScriptedServer _server;

    private Connected(ScriptedServer server, WireConnection connection, ScriptedConnection peer, Transcript transcript) =>
        (_server, Connection, Peer, Transcript) = (server, connection, peer, transcript);

    public WireConnection Connection { get; }

    public ScriptedConnection Peer { get; }

    public Transcript Transcript { get; }

    public static async Task<Connected> ToAsync(
        Func<ScriptedConnection, Task> script, CancellationToken token, TimeProvider? time = null, params string[] secrets)
    {
        var server = ScriptedServer.Start(script);
        var transcript = new Transcript(new CaseClock(time ?? TimeProvider.System), secrets);
        var (connection, failure) = await WireDialer.DialAsync(server.Endpoint, Patience, transcript, token);
        return new Connected(server, connection.ShouldNotBeNull(failure), await server.AcceptedAsync(token), transcript);
    }

    /// <summary>A server that reads one head, sends these bytes and does <paramref name="then"/>.</summary>
    public static Task<Connected> ToAnswerAsync(string answer, CancellationToken token, Action<ScriptedConnection>? then = null) => ToAsync(
        async peer =>
        {
            await peer.ReceiveHeadAsync();
            await peer.SendAsync(answer);
            then?.Invoke(peer);
        },
        token);

    public Task<Exchange> GetAsync(CancellationToken token, string method = "GET") =>
        Connection.ExchangeAsync(new WireRequest(method, "/").With("Host", "x"), Patience, token);

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await _server.DisposeAsync();
    }
}
