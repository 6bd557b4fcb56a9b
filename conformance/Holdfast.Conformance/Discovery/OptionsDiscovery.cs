using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>Asks a target what it offers before anything is run against it.</summary>
internal static class OptionsDiscovery
{
    // One of them is enough: what is missing beside it is for the cases to judge.
    private static readonly string[] Signs = ["Tus-Version", "Tus-Resumable", "Tus-Extension"];

    /// <summary>Gives the capabilities, or a sentence that says why nothing can be checked there.</summary>
    public static async Task<(Capabilities? Capabilities, string? Unreachable)> AskAsync(Target target, TimeProvider time, CancellationToken cancellationToken)
    {
        var url = WireUrl.Of(target.Url);
        var endpoint = url.Dial(url.Host, url.Port, target.TrustAnyCertificate);
        var (connection, failure) = await WireConnection.ConnectAsync(endpoint, target.Patience, new Transcript(new CaseClock(time), []), cancellationToken);
        if (connection is null)
        {
            return (null, $"'{target.Url}' cannot be reached: {failure}. Start the server, or check host and port.");
        }

        await using (connection)
        {
            var request = new WireRequest("OPTIONS", url.Target).With("Host", url.Authority);
            request = target.Headers.Aggregate(request, (with, header) => with.Set(header.Key, header.Value));
            var exchange = await connection.ExchangeAsync(request, target.Patience, cancellationToken);
            return exchange switch
            {
                { Response: null } => (null, $"'{target.Url}' answered OPTIONS with {exchange.Outcome}. Expected an HTTP response within {target.Patience.TotalSeconds:0.#} s."),
                _ when Signs.All(field => exchange[field] is null) =>
                    (null, $"'{target.Url}' answered OPTIONS with '{exchange.Outcome}' and without a tus header field. Expected 200 or 204 with 'Tus-Version': give the creation URL of a tus server."),
                _ => (new Capabilities(exchange), null),
            };
        }
    }
}
