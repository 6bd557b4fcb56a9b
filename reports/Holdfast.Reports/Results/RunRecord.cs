namespace Holdfast.Reports.Results;

/// <summary>The first line of <c>results.jsonl</c>: the run, its subject and its seed.</summary>
public sealed record RunRecord : ResultRecord
{
    /// <summary>The schema that this version writes.</summary>
    public const string CurrentSchema = "holdfast.results/2";

    /// <summary>The schema of version 0.1, which this version reads, too.</summary>
    public const string FirstSchema = "holdfast.results/1";

    /// <summary>The schema of the file.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Name and version of the tool, for example <c>holdfast 0.1.0</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>The subject that was checked.</summary>
    public required SubjectRecord Subject { get; init; }

    /// <summary>The seed of every choice in the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>When the run began, in UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The chosen cases; <see langword="null"/> in results of the first schema.</summary>
    public SelectionRecord? Selection { get; init; }

    /// <summary>The part of the selection that the run executed; <see langword="null"/> for all of it.</summary>
    public ShardRecord? Shard { get; init; }

    /// <summary>
    /// A hash over the cases of this version and the requirements that they judge: runs with the same one can be merged and compared case
    /// by case. <see langword="null"/> in results of the first schema.
    /// </summary>
    public string? Catalogue { get; init; }

    /// <summary>Whether warnings fail the run.</summary>
    public bool Strict { get; init; }

    /// <summary>
    /// The value of <c>Holdfast-Run</c> in the run's requests, and of <c>holdfast-run</c> in the metadata of its uploads.
    /// </summary>
    public string? Marker { get; init; }

    /// <summary>The command line that repeats this run, with secrets redacted.</summary>
    public string? Command { get; init; }

    /// <summary>Options of the user that kept cases from running, or changed them, a sentence each.</summary>
    public IReadOnlyList<string> Limits { get => field ?? []; init; }

    /// <summary>
    /// The deviations of the target's responses to the first upload from the specification, a sentence each. One case judges each
    /// deviation; all others accept it. <see langword="null"/> when there are none.
    /// </summary>
    public IReadOnlyList<string>? Ground { get; init; }

    /// <summary>The uploads that were left on the target before the first case; <see langword="null"/> when there are none.</summary>
    public IReadOnlyList<string>? LeftBehind { get; init; }

    /// <summary>The frozen set of requirements that the run judged by; <see langword="null"/> for all that this version knows.</summary>
    public string? Requirements { get; init; }

    /// <summary>The random walks that were taken instead of cases, for example <c>random walks of 8 clients for 60 s</c>.</summary>
    public string? Chaos { get; init; }

    /// <summary>How many cases were selected.</summary>
    public int Selected { get; init; }

    /// <summary>How many cases this version knows.</summary>
    public int Known { get; init; }

    /// <summary>
    /// The ids of the cases that were selected and did not fit the budget, the most telling first; <see langword="null"/> when all did.
    /// </summary>
    public IReadOnlyList<string>? LeftOut { get; init; }

    /// <summary>
    /// How long the run was expected to take, in milliseconds, if the target ends a silent transfer as soon as another client takes over.
    /// </summary>
    public double? ExpectedMs { get; init; }

    /// <summary>The same if each silent transfer runs into its timeout.</summary>
    public double? ExpectedAtMostMs { get; init; }

    /// <summary>The capabilities that the target announces in its response to OPTIONS: field names and values.</summary>
    public IReadOnlyList<Fact> Capabilities { get => field ?? []; init; }
}
