using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Discovery;

/// <summary>Finds out what all cases stand on: what the target offers, and whether it takes an upload at all.</summary>
internal sealed class TargetDiscovery(RunOptions options, string marker, DiscoveryRequests requests)
{
    /// <summary>Gives what was found, or why no case can run, as a sentence.</summary>
    public async Task<(DiscoveredTarget? Found, string? Nothing)> AskAsync(IReadOnlyList<Case> cases, CancellationToken cancellationToken)
    {
        var (announced, unreachable) = await OptionsDiscovery.AskAsync(options.Target, requests, cancellationToken);
        if (announced is null)
        {
            return (null, unreachable);
        }

        var (given, unusable) = await GivenUploadsDiscovery.AskAsync(options.Target, requests, cancellationToken);
        if (given is null)
        {
            return (null, unusable);
        }

        var capabilities = announced with { Known = options.Target.Extensions };
        var ground = Ground.Firm;
        if (!given.IsGiven && StandsOnUploads(cases) && (!capabilities.AnnouncesTus || capabilities.Offers("creation")))
        {
            switch (await new FirstUpload(options.Target, capabilities, marker, requests).TryAsync(cancellationToken))
            {
                case FirstUploadOutcome.Refused refused:
                    return (null, refused.Reason);
                case FirstUploadOutcome.Done done:
                    ground = done.Ground;
                    capabilities = capabilities.AnnouncesTus ? capabilities : capabilities with { Known = [.. options.Target.Extensions.Union(done.Works)] };
                    break;
            }
        }

        capabilities = AsksForDraft(cases) ? capabilities with { Draft = await DraftDiscovery.AskAsync(options.Target, requests, cancellationToken) } : capabilities;
        if (capabilities.Draft.Refused is { } refusal && (!capabilities.SpeaksTus || cases.All(@case => @case.Interop is not null)))
        {
            return (null, refusal);
        }

        return capabilities.SpeaksTus || capabilities.Draft.IsSpoken
            ? (new DiscoveredTarget(capabilities, given, ground), null)
            : (null, OptionsDiscovery.Silence(options.Target, capabilities));
    }

    // Random walks are made later, and bring no cases along.
    private bool StandsOnUploads(IReadOnlyList<Case> cases) =>
        cases.Any(@case => @case.Interop is null && @case.Needs.Contains("creation")) || (IsWalking && options.Selection.Protocol != "ietf");

    private bool AsksForDraft(IReadOnlyList<Case> cases) =>
        cases.Any(@case => @case.Interop is not null) || (IsWalking && options.Selection.Protocol != "tus");

    private bool IsWalking => options is { Walk: null, Chaos: not null };
}
