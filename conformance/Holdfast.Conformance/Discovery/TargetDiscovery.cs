using Holdfast.Conformance.Targets;

namespace Holdfast.Conformance.Discovery;

/// <summary>Discovers what all cases need: the target's features, and whether it accepts an upload.</summary>
internal sealed class TargetDiscovery(Target target, DiscoveryNeeds needs, string marker, DiscoveryRequests requests)
{
    /// <summary>Returns the discovered target, or a sentence that says why no case can run.</summary>
    public async Task<(DiscoveredTarget? Found, string? Nothing)> AskAsync(CancellationToken cancellationToken)
    {
        var (announced, unreachable) = await OptionsDiscovery.AskAsync(target, requests, cancellationToken);
        if (announced is null)
        {
            return (null, unreachable);
        }

        var (given, unusable) = await GivenUploadsDiscovery.AskAsync(target, requests, cancellationToken);
        if (given is null)
        {
            return (null, unusable);
        }

        var capabilities = announced with { Known = target.Extensions };
        var ground = Ground.Firm;
        if (!given.IsGiven && needs.Creation && (!capabilities.AnnouncesTus || capabilities.Offers("creation")))
        {
            switch (await new FirstUpload(target, capabilities, marker, requests).TryAsync(cancellationToken))
            {
                case FirstUploadOutcome.Refused refused:
                    return (null, refused.Reason);
                case FirstUploadOutcome.Done done:
                    ground = done.Ground;
                    capabilities = capabilities.AnnouncesTus ? capabilities : capabilities with
                    {
                        Known = [.. target.Extensions.Union(done.Works)],
                    };
                    break;
            }
        }

        capabilities = needs.Draft ? capabilities with
        {
            Draft = await DraftDiscovery.AskAsync(target, requests, cancellationToken),
        } : capabilities;
        if (capabilities.Draft.Refused is { } refusal && (!capabilities.SpeaksTus || !needs.Tus))
        {
            return (null, refusal);
        }

        return capabilities.SpeaksTus || capabilities.Draft.IsSpoken
            ? (new DiscoveredTarget(capabilities, given, ground), null)
            : (null, OptionsDiscovery.Silence(target, capabilities));
    }
}
