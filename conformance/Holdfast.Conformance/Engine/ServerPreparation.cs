using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Engine;

/// <summary>Discovers the capabilities of a server, and whether it accepts an upload.</summary>
internal sealed class ServerPreparation : IPreparation
{
    private readonly Target _target;
    private readonly RunOptions _options;
    private readonly CaseSource _source;
    private readonly RateLimit _rate;
    private readonly Credentials _credentials;
    private readonly DiscoveryRequests _requests;
    private readonly string _marker;
    private DiscoveredTarget? _found;

    public ServerPreparation(Target target, RunOptions options, CaseSource source, string marker)
    {
        (_target, _options, _source, _marker) = (target, options, source, marker);
        _rate = new RateLimit(options.Rate, options.TimeProvider);
        _credentials = target.ToCredentials();
        _requests = new DiscoveryRequests(target, _credentials, marker, _rate, options.TimeProvider);
    }

    private DiscoveredTarget Found => _found ?? throw new InvalidOperationException("The server was not asked yet.");

    public async Task<string?> AskAsync(IReadOnlyList<Case> cases, CancellationToken cancellationToken)
    {
        var discovery = new TargetDiscovery(_target, _source.NeedsOf(cases, _options), _marker, _requests);
        (_found, var nothing) = await discovery.AskAsync(cancellationToken);
        return nothing;
    }

    // Versions that were not selected and that the target does not support are left out, except one if the target supports none. Cases
    // with a server of their own run only in the newest supported version, because a start takes time and the version hardly matters.
    public IReadOnlyList<Case> Narrow(IReadOnlyList<Case> cases)
    {
        var draft = Found.Capabilities.Draft;
        IReadOnlyList<Case> spoken =
        [
            .. cases.Where(@case => @case.Interop is not { } version
                || (!@case.HasOwnServer ? draft.ToCheck.Contains(version) : version == draft.ToCheck[^1])),
        ];
        return _options.Selection.Interop.Count > 0 || spoken.Count == 0 ? cases : spoken;
    }

    public async Task<Death?> DeathAsync(CancellationToken cancellationToken)
    {
        var (exchange, failure) = await _requests.SendAsync("OPTIONS", WireUrl.Of(_target.Url), cancellationToken);
        return exchange switch
        {
            null => new Death("The server died", failure!),
            { Response: null } => new Death("The server stopped answering", $"OPTIONS got {exchange.Outcome}, twice"),
            _ => null,
        };
    }

    public RunContext Share(ILinkFactory links, CircuitBreaker breaker) => new ServerRunContext
    {
        Options = _options,
        Links = links,
        Breaker = breaker,
        Target = _target,
        Capabilities = Found.Capabilities,
        Ground = Found.Ground,
        Given = Found.Given,
        Credentials = _credentials,
        Rate = _rate,
    };
}
