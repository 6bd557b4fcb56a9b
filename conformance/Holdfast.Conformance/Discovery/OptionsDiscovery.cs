using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>Asks a target for its capabilities before cases run.</summary>
internal static class OptionsDiscovery
{
    /// <summary>Returns the capabilities, or a sentence that says why nothing can be checked there.</summary>
    public static async Task<(Capabilities? Capabilities, string? Unreachable)> AskAsync(
        Target target, DiscoveryRequests requests, CancellationToken cancellationToken)
    {
        var (exchange, failure) = await requests.SendAsync("OPTIONS", WireUrl.Of(target.Url), cancellationToken);
        return exchange switch
        {
            null => (null,
                $"'{target.Url}' cannot be reached: {failure}. {await UnreachableHint.AskAsync(target, requests.Time, cancellationToken)}"),
            { Response: null } => (null, $"'{target.Url}' answered OPTIONS with {exchange.Outcome}. Expected an HTTP response within "
                + $"{target.Patience.TotalSeconds:0.#} s. {await UnreachableHint.AskAsync(target, requests.Time, cancellationToken)}"),
            { Response: { } answer } when await UnreachableHint.OfAnswerAsync(target, answer, requests.Time,
                cancellationToken) is { } hint => (null, $"'{target.Url}' answered OPTIONS with '{exchange.Outcome}'. {hint}"),
            _ => (new Capabilities(exchange), null),
        };
    }

    /// <summary>Why nothing can be checked at a target that supports none of the selected protocols.</summary>
    public static string Silence(Target target, Capabilities capabilities) =>
        $"'{target.Url}' answered OPTIONS with '{capabilities.Options.Outcome}' and without a tus header field. Expected 200 or 204 with "
            + "'Tus-Version': give the creation URL of a tus server.";
}
