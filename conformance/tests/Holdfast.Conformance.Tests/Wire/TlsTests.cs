using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Serving;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Conformance.Tests.Wire;

[CancelAfter(20_000)]
public sealed class TlsTests
{
    private readonly Transcript _transcript = new(new CaseClock(TimeProvider.System), []);

    [Test]
    public async Task An_untrusted_certificate_is_refused(CancellationToken token)
    {
        using var certificate = TestCertificate.Create();
        await using var server = ScriptedServer.Start(peer => peer.ReceiveHeadAsync(), certificate);
        var (connection, failure) = await WireDialer.DialAsync(
            server.Endpoint with { TlsName = "localhost" }, Connected.Patience, _transcript, token);
        connection.ShouldBeNull();
        failure.ShouldNotBeNull().ShouldContain("certificate");
    }

    [Test]
    public async Task It_is_accepted_when_the_user_says_so(CancellationToken token)
    {
        using var certificate = TestCertificate.Create();
        await using var server = ScriptedServer.Start(
            async peer =>
            {
                await peer.ReceiveHeadAsync();
                await peer.SendAsync("HTTP/1.1 204 No Content\r\nUpload-Offset: 5\r\n\r\n");
            },
            certificate);
        var (connection, failure) = await WireDialer.DialAsync(
            server.Endpoint with { TlsName = "localhost", TrustAnyCertificate = true }, Connected.Patience, _transcript, token);
        await using (connection.ShouldNotBeNull(failure))
        {
            var exchange =
                await connection!.ExchangeAsync(new WireRequest("HEAD", "/").With("Host", "localhost"), Connected.Patience, token);
            exchange.Number("Upload-Offset").ShouldBe(5);
            (await server.AcceptedAsync(token)).Received.ShouldBe("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
    }

    [Test]
    public async Task A_server_that_never_shakes_hands_does_not_hold_the_case_for_ever(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        var silent = new Transcript(new CaseClock(time), []);
        await using var server = ScriptedServer.Start(peer => peer.ReceiveUntilAsync("never"));
        var connecting = WireDialer.DialAsync(server.Endpoint with { TlsName = "localhost" }, Connected.Patience, silent, token);
        await server.AcceptedAsync(token);
        time.Advance(Connected.Patience);
        var (connection, failure) = await connecting;
        connection.ShouldBeNull();
        failure.ShouldBe("Not connected within 15 s");
    }
}
