using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>
/// Says what to do about a target that cannot be reached: it tries for an invalid certificate, and for http instead of https or the other
/// way round.
/// </summary>
/// <remarks>The probes carry no fields of the user, because they may be without TLS.</remarks>
internal static class UnreachableHint
{
    /// <summary>A handshake takes a few round trips; a peer that is silent for longer gives no hint.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Returns a sentence that says what to do next.</summary>
    public static async Task<string> AskAsync(Target target, TimeProvider time, CancellationToken cancellationToken)
    {
        var isTls = target.Url.Scheme == "https";
        return isTls && !target.TrustAnyCertificate && await SpeaksTlsAsync(target, time, cancellationToken)
            ? "Use --insecure to accept its certificate anyway."
            : isTls && await SpeaksPlainAsync(target, time, cancellationToken)
                ? $"The port uses HTTP without TLS: give '{With(target, "http")}'."
            : !isTls && await SpeaksTlsAsync(target, time, cancellationToken) ? UseTls(target)
            : "Start the server, or check host and port.";
    }

    /// <summary>
    /// Returns a sentence where an answer is that of a port for TLS to plain HTTP, and <see langword="null"/> where it is not.
    /// </summary>
    public static async Task<string?> OfAnswerAsync(
        Target target, WireResponse answer, TimeProvider time, CancellationToken cancellationToken) =>
        answer.Status == 400 && target.Url.Scheme == "http" && await SpeaksTlsAsync(target, time, cancellationToken)
            ? UseTls(target) : null;

    private static string UseTls(Target target) => $"The port uses TLS: give '{With(target, "https")}'.";

    private static Uri With(Target target, string scheme) => new UriBuilder(target.Url) { Scheme = scheme, Port = target.Url.Port }.Uri;

    private static async Task<bool> SpeaksTlsAsync(Target target, TimeProvider time, CancellationToken cancellationToken) =>
        await DialAsync(target, "https", time, _ => Task.FromResult(true), cancellationToken);

    private static async Task<bool> SpeaksPlainAsync(Target target, TimeProvider time, CancellationToken cancellationToken)
    {
        var url = WireUrl.Of(target.Url);
        return await DialAsync(
            target, "http", time,
            async connection =>
            {
                var asked = new WireRequest("OPTIONS", "*").With("Host", url.Authority);
                return (await connection.ExchangeAsync(asked, Patience, cancellationToken)).Response is not null;
            },
            cancellationToken);
    }

    private static async Task<bool> DialAsync(
        Target target, string scheme, TimeProvider time, Func<WireConnection, Task<bool>> ask, CancellationToken cancellationToken)
    {
        var url = WireUrl.Of(target.Url) with { Scheme = scheme };
        var endpoint = url.Dial(url.Host, url.Port, trustAnyCertificate: true);
        var (connection, _) = await WireDialer.DialAsync(endpoint, Patience, new Transcript(new CaseClock(time), []), cancellationToken);
        if (connection is null)
        {
            return false;
        }

        await using (connection)
        {
            return await ask(connection);
        }
    }
}
