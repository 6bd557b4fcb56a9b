using System.Text.Json.Serialization;

namespace Holdfast.Reports.Results;

/// <summary>One case and everything that a report shows of it.</summary>
public sealed record CaseRecord : ResultRecord
{
    /// <summary>The stable path of the case, for example <c>tus/core/patch/offset-mismatch</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The case's id in the catalogue, which all its variants share, for example those in other interop versions.</summary>
    public string CatalogueId { get => field ?? Id; init; }

    /// <summary>The protocol that the case is about: <c>tus</c> or <c>ietf</c>.</summary>
    public string Protocol { get => field ?? Id.Split('/', 2)[0]; init; }

    /// <summary>The interop version of the IETF draft that the case speaks; <see langword="null"/> for tus.</summary>
    public int? Interop { get; init; }

    /// <summary>
    /// The values that distinguish a case's variants besides the interop version, by name: a client, a browser, a network. Left out where
    /// there is one variant.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Axes { get; init; }

    /// <summary>The case in one sentence.</summary>
    public required string Title { get; init; }

    /// <summary>The worst verdict of its checks.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why the case has no ordinary verdict: a missing precondition, an unknown outcome, or an error in Holdfast itself.</summary>
    public string? Reason { get; init; }

    /// <summary>How long the case took, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>The seed of the choices in this case; it depends on the run's seed and the case's id only.</summary>
    public ulong Seed { get; init; }

    /// <summary>The actions of the case.</summary>
    public string? Does { get; init; }

    /// <summary>The behaviour that the requirements demand.</summary>
    public string? Must { get; init; }

    /// <summary>The consequence for a client when the subject behaves otherwise.</summary>
    public string? Why { get; init; }

    /// <summary>
    /// The requirements that the case judges. The file has their ids; its <see cref="RequirementsRecord"/> has the texts.
    /// </summary>
    [JsonConverter(typeof(RequirementIds))]
    public IReadOnlyList<RequirementText> Requirements { get => field ?? []; init; }

    /// <summary>The judgements, in the order in which they were made.</summary>
    public IReadOnlyList<CheckRecord> Checks { get => field ?? []; init; }

    /// <summary>
    /// The data from the target that exceeded the reading limits, for example <c>a response head of more than 256 KiB</c>. Left out where
    /// nothing was.
    /// </summary>
    public IReadOnlyList<string>? Beyond { get; init; }

    /// <summary>The measurements. Omitted when there are none.</summary>
    public IReadOnlyList<Measurement>? Measurements { get; init; }

    /// <summary>
    /// The file beside the results that holds the script of a random walk that broke an invariant, for <c>holdfast replay</c>.
    /// </summary>
    public string? Script { get; init; }

    /// <summary>Extensions that the case saw working although the target does not announce them.</summary>
    public IReadOnlyList<string> Unannounced { get => field ?? []; init; }

    /// <summary>
    /// The entry of the run's baseline for the case; <see langword="null"/> when it has no entry, or the case decided nothing.
    /// </summary>
    public BaselineRecord? Baseline { get; init; }

    /// <summary>Whether a reader should look at the case.</summary>
    public bool NeedsAttention => Verdict.NeedsAttention();

    /// <summary>Whether the case is as bad as its entry in the baseline says, and no worse.</summary>
    public bool IsKnown => Verdict is Verdict.Fail or Verdict.Warn && Baseline is { New.Count: 0 };

    /// <summary>The uploads that the case may have left on the target: their URLs, or why a URL is unknown.</summary>
    public IReadOnlyList<string> LeftBehind { get => field ?? []; init; }

    /// <summary>
    /// The evidence of the case. It is a separate record in the file, so that readers that need only verdicts can skip it.
    /// </summary>
    [JsonIgnore]
    public EvidenceRecord Evidence { get => field ?? EvidenceRecord.None; init; }
}
