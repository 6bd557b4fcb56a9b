using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Chaos;
using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Stores;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>The data that all cases of a run for a server share.</summary>
internal sealed record ServerRunContext : RunContext
{
    /// <summary>Longer than any server's announcement; a hostile server could send 256 KiB.</summary>
    private const int LongestFact = 1000;

    /// <summary>The server that the cases judge.</summary>
    public required Target Target { get; init; }

    public required Capabilities Capabilities { get; init; }

    /// <summary>The uploads that the user created, for a target without creation.</summary>
    public GivenUploads Given { get; init; } = GivenUploads.None;

    /// <summary>The target's deviations from tus that affect every case.</summary>
    public Ground Ground { get; init; } = Ground.Firm;

    /// <summary>How many requests a second the run may send.</summary>
    public required RateLimit Rate { get; init; }

    /// <summary>The user's header fields, and where they go.</summary>
    public required Credentials Credentials { get; init; }

    /// <summary>Origins without HTTP/2, with the reason, so that they are asked only once.</summary>
    public ConcurrentDictionary<string, string> WithoutHttp2 { get; } = new();

    /// <summary>The case's own server; <see langword="null"/> for the shared one.</summary>
    public IServerProcess? Server { get; init; }

    /// <summary>
    /// The fault proxy between the case's own server and its store; <see langword="null"/> for a case that leaves the store alone.
    /// </summary>
    public ChaosProxy? StoreLink { get; init; }

    public override IReadOnlyList<string> Secrets => field ??= Targets.Secrets.Of(Target);

    public override bool IsSubjectShared => Server is null && StoreLink is null;

    /// <summary>The context of a case with its own server.</summary>
    public ServerRunContext For(IServerProcess server) => For(server.Url, server.ContentDirectory) with { Server = server };

    /// <summary>The context of a case with its own server, which reaches its store through a fault proxy.</summary>
    public ServerRunContext For(ILinkedServer server) => For(server.Url, server.ContentDirectory) with { StoreLink = server.StoreLink };

    /// <summary>The deviations that a case accepts. The draft allows any success status, so there are none.</summary>
    public Ground GroundOf(Case @case) =>
        @case.Interop is not null ? Ground.Firm : @case.IsWalk ? Ground.ForWalks : Ground.For(@case.CatalogueId);

    public override CaseContext Begin(Case @case, CaseDeadline deadline, CancellationToken cancellationToken) =>
        new ServerCaseContext(@case, this, deadline, cancellationToken);

    public override string? WhyNot(Case @case) =>
        Unspoken(@case) ?? (@case.ProcessFault is { } fault ? WhyNot(fault) : @case.BreaksStore ? WhyStoreStays() : null);

    public override RunRecord Describe(RunRecord run) => run with
    {
        Capabilities = [.. Capabilities.Facts.Select(fact => fact with { Value = Redaction.HideIn(fact.Value, LongestFact, Secrets) })],
        Limits = Limits(),
        Ground = Ground.Sentences is [] ? null : [.. Ground.Sentences.Select(sentence => Redaction.Hide(sentence, Secrets))],
        LeftBehind = Ground.LeftBehind is { } url ? [Redaction.Hide(url.ToString(), Secrets)] : null,
    };

    public override SummaryRecord Describe(SummaryRecord summary) => summary with
    {
        UploadsWanted = Given.Wanted(),
        Rate = Rate.Adapted,
        Withheld = Credentials.Withheld is { Count: > 0 } withheld ? withheld : null,
    };

    // Given uploads are on the shared server.
    private ServerRunContext For(Uri url, string? contentDirectory) => this with
    {
        Given = GivenUploads.None,
        Credentials = Credentials.For(url),
        Target = Target with { Url = url, ContentDirectory = contentDirectory },
    };

    private string? WhyStoreStays() => Options.StoreLinkLauncher is null
        ? "The case breaks the network between the server and its store, so Holdfast must start the server behind a fault proxy: use "
            + "--start with {store} in the command, and --store-address."
        : null;

    private string? Unspoken(Case @case)
    {
        if (@case.Interop is { } version)
        {
            return Capabilities.Draft.WhyNot(version);
        }

        var missing = @case.Needs.Where(extension => !Capabilities.Offers(extension) && !IsGiven(@case, extension)).ToList();
        return !Capabilities.SpeaksTus ? "The target does not support tus 1.0."
            : missing.Count > 0 ? $"The target does not announce {string.Join(", ", missing.Select(name => $"'{name}'"))}."
            : null;
    }

    // Uploads that the user created replace creations. A case about creation reports this itself.
    private bool IsGiven(Case @case, string extension) => extension == "creation" && Given.IsGiven && !@case.HasOwnServer;

    private string? WhyNot(ProcessFault fault) => Options.Launcher is { } launcher
        ? launcher.WhyNot(fault)
        : "The case kills or stops the server's process, so Holdfast must start the server: give its command with --start.";

    // The user's options about the target, and their effect on the verdicts.
    private IReadOnlyList<string> Limits()
    {
        string?[] limits =
        [
            Target.Chunks == ChunkRule.None
                ? null : $"Chunks before the last have {Target.Chunks}; cases that need others are unsupported.",
            Target.UploadUrls.Count == 0 ? null
                : $"Uploads are not created but given, {Target.UploadUrls.Count} of them; cases that need others are unsupported.",
            Target.TrustedOrigins.Count == 0 ? null : $"The header fields of --header are sent to {Trusted} as well (--trust-origin).",
            Options.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"At most {rate:0.###} requests per second.") : null,
        ];
        return [.. limits.OfType<string>()];
    }

    private string Trusted => string.Join(", ", Target.TrustedOrigins.Select(trusted => WireUrl.Of(trusted).Origin));
}
