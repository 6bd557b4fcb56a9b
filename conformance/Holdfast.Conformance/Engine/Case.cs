using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Selection;

namespace Holdfast.Conformance.Engine;

/// <summary>One case: its actions on a server or a client, and the requirements that it judges.</summary>
public sealed record Case
{
    /// <summary>The character before the values of the axes in the id of a variant.</summary>
    internal const char AxesMark = '@';

    /// <summary>The axis that says which client a variant runs with.</summary>
    internal const string ClientAxis = "client";

    /// <summary>The stable path, for example <c>tus/core/patch/offset-mismatch</c>. Its first segment is the protocol.</summary>
    public required string Id { get; init; }

    /// <summary>The case in one sentence.</summary>
    public required string Title { get; init; }

    /// <summary>The actions of the case.</summary>
    public required string Does { get; init; }

    /// <summary>The behaviour that the requirements demand.</summary>
    public required string Must { get; init; }

    /// <summary>The consequence for a client when the subject behaves otherwise.</summary>
    public required string Why { get; init; }

    /// <summary>The numbers of the requirements that the case judges.</summary>
    public required IReadOnlyList<string> Judges { get; init; }

    /// <summary>The extensions that the target must announce; without one of them the case is unsupported.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>How long the case may take. Past it the outcome is unknown.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many stalled transfers the case waits for. A server that lets others take over immediately costs no time; otherwise each costs
    /// the server's timeout.
    /// </summary>
    public int Stalls { get; init; }

    /// <summary>How long the case takes on a server that answers immediately, without waiting for stalled transfers.</summary>
    public TimeSpan Takes
    {
        // Averages of runs against the reference server.
        get => field > TimeSpan.Zero ? field : TimeSpan.FromMilliseconds(IsResilience ? 300 : 50);
        init;
    }

    /// <summary>The case's priority if there is no time for all: 1 for the most frequent causes of lost files, 5 for the rarest.</summary>
    public int Rank { get; init; } = 2;

    /// <summary>Whether the case breaks the network or the server on purpose.</summary>
    public bool IsResilience => Id.Contains("/resilience/", StringComparison.Ordinal) || HasOwnServer;

    /// <summary>
    /// The fault that the case causes in the server's process; <see langword="null"/> for none. A case with such a fault gets a server of
    /// its own, and is unsupported if Holdfast cannot start one.
    /// </summary>
    public ProcessFault? ProcessFault { get; init; }

    /// <summary>
    /// Whether the case breaks the network between the server and its store. Such a case gets a server of its own, and is unsupported if
    /// Holdfast cannot start one behind whose back a fault proxy stands.
    /// </summary>
    public bool BreaksStore { get; init; }

    /// <summary>Whether the case needs a server that no other case uses.</summary>
    public bool HasOwnServer => ProcessFault is not null || BreaksStore;

    /// <summary>
    /// The largest size that files can reach before the server is restarted, in bytes; <see langword="null"/> for no limit.
    /// </summary>
    internal long? FileSizeLimit { get; init; }

    /// <summary>The interop versions of the IETF draft that the case applies to; none for a case of tus.</summary>
    public IReadOnlyList<int> Versions { get; init; } = [];

    /// <summary>
    /// The interop version that this variant speaks; <see langword="null"/> for tus, and for a case of the draft as the catalogue has it.
    /// </summary>
    public int? Interop { get; init; }

    /// <summary>The kind of subject that the case judges: a server or a client.</summary>
    public Role Subject => RunClient is null ? Role.Server : Role.Client;

    /// <summary>
    /// The values that distinguish this variant, by the name of the axis and in the order of the id. Cases for clients have the axis
    /// <c>client</c>. Empty for a case for servers, and for a case as the catalogue has it.
    /// </summary>
    public IReadOnlyDictionary<string, string> Axes { get; init; } = new Dictionary<string, string>();

    /// <summary>The protocol, which is the first segment of the id: <c>tus</c> or <c>ietf</c>.</summary>
    public string Protocol => Id.Split('/', 2)[0];

    /// <summary>The id under which the catalogue has the case: that of a variant without its version and axes.</summary>
    public string CatalogueId
    {
        get => field ?? Id;
        init;
    }

    /// <summary>
    /// The cases that can be run: the case itself, or one for each interop version, for example <c>ietf/9/creation/empty</c>.
    /// </summary>
    public IEnumerable<Case> Variants => Versions.Count == 0 ? [this] : Versions.Select(At);

    /// <summary>Returns the variant with these axes, for example <c>tus/client/lost-answer/append@tus-js-client</c>.</summary>
    public Case With(IReadOnlyDictionary<string, string> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return this with { CatalogueId = CatalogueId, Id = $"{Id}{AxesMark}{string.Join(',', axes.Values)}", Axes = axes };
    }

    private Case At(int version) => this with
    {
        CatalogueId = Id,
        Id = CaseId.In(version, Id),
        Interop = version,
    };

    /// <summary>Runs a case for servers.</summary>
    internal Func<ServerCaseContext, Task> Run { get; init; } =
        _ => throw new InvalidOperationException("The case has nothing to run on a server.");

    /// <summary>Runs a case for clients; <see langword="null"/> for a case for servers.</summary>
    internal Func<ClientCaseContext, Task>? RunClient { get; init; }

    /// <summary>Whether the case is a random walk. A walk continues after responses that end every other case.</summary>
    internal bool IsWalk { get; init; }
}
