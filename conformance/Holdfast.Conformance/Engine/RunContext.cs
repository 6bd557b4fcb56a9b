using System.Collections.Concurrent;
using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>What all cases of a run share.</summary>
internal sealed record RunContext
{
    public required RunOptions Options { get; init; }

    public required Capabilities Capabilities { get; init; }

    public required ILinkFactory Links { get; init; }

    /// <summary>The uploads that the user made, for a target that lets nobody create one.</summary>
    public GivenUploads Given { get; init; } = GivenUploads.None;

    /// <summary>What the target does otherwise than tus has it, and every case stands on.</summary>
    public Ground Ground { get; init; } = Ground.Firm;

    /// <summary>How many requests a second the run may send.</summary>
    public required RateLimit Rate { get; init; }

    /// <summary>Notices when the target is gone.</summary>
    public required CircuitBreaker Breaker { get; init; }

    /// <summary>Cancelled when the run ends before its cases do.</summary>
    public CancellationToken Over { get; init; }

    /// <summary>Cancelled a little later: ends the deletions of what cases made.</summary>
    public CancellationToken CleanUp { get; init; }

    /// <summary>The user's header fields, and where they go.</summary>
    public required Credentials Credentials { get; init; }

    /// <summary>Bounds what the results of the run take.</summary>
    public EvidenceBudget Evidence { get; init; } = new(EvidenceBudget.ResultsFile, 0, CaseWeight.Line);

    /// <summary>Origins that turned out not to speak HTTP/2, so that nobody asks them again, with the reason.</summary>
    public ConcurrentDictionary<string, string> WithoutHttp2 { get; } = new();

    /// <summary>What every request and upload of the run is signed with.</summary>
    public string Marker { get; init; } = "";

    /// <summary>The server that the case has to itself; <see langword="null"/> for the one that all share.</summary>
    public IServerProcess? Server { get; init; }

    /// <summary>What a case shares with the others when it has a server to itself. Uploads that were given are on the other one.</summary>
    public RunContext For(IServerProcess server) => this with
    {
        Server = server,
        Given = GivenUploads.None,
        Credentials = Credentials.For(server.Url),
        Options = Options with { Target = Options.Target with { Url = server.Url, ContentDirectory = server.ContentDirectory } },
    };

    /// <summary>Whether a requirement counts in a case: the run's set has it, and it binds the interop version that the case speaks.</summary>
    public bool Judges(Case @case, string requirement) =>
        Options.Requirements?.Judges(@case.CatalogueId, requirement) != false && RequirementCatalogue.Get(requirement).AppliesTo(@case.Interop);

    /// <summary>What a case takes as it is. The draft has no status of its own for a success, so there is nothing to excuse.</summary>
    public Ground GroundOf(Case @case) => @case.Interop is not null ? Ground.Firm
        : Options is { Walk: null, Chaos: null } ? Ground.For(@case.CatalogueId)
        : Ground.ForWalks;

    /// <summary>What must not be written.</summary>
    public IReadOnlyList<string> Secrets => field ??= Engine.Secrets.Of(Options.Target);
}
