using Holdfast.Cli.Check.Clients;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Check;

/// <summary>The arguments of <c>check</c>.</summary>
internal sealed record CheckArguments
{
    public Uri? Url { get; init; }

    public required CaseSelection Selection { get; init; }

    public required string Report { get; init; }

    /// <summary>Selects the evidence that the page shows at once, and that the results have for each interop version.</summary>
    public KeptEvidence Evidence { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Metadata for every upload that is created in tus.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>The extensions of tus that the server supports, regardless of OPTIONS.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Other origins that <see cref="Headers"/> go to.</summary>
    public IReadOnlyList<Uri> TrustedOrigins { get; init; } = [];

    public IReadOnlyList<string> UploadUrls { get; init; } = [];

    public long? UploadLength { get; init; }

    public ChunkRule Chunks { get; init; } = ChunkRule.None;

    /// <summary>Requests per second, or <see langword="null"/> for no cap.</summary>
    public double? Rate { get; init; }

    /// <summary>How long the run may be expected to take, or <see langword="null"/> for no end.</summary>
    public TimeSpan? Budget { get; init; }

    public Uri? Toxiproxy { get; init; }

    public required ulong Seed { get; init; }

    public required int Parallel { get; init; }

    /// <summary>How long to run random walks instead of cases; <see langword="null"/> for none.</summary>
    public TimeSpan? Chaos { get; init; }

    /// <summary>How many clients a random walk has, or which are checked.</summary>
    public ClientValues Clients { get; init; } = new();

    public bool Strict { get; init; }

    public bool Insecure { get; init; }

    public required TimeSpan StallPatience { get; init; }

    /// <summary>How long an answer to an ordinary request may take.</summary>
    public required TimeSpan Patience { get; init; }

    public string? Start { get; init; }

    /// <summary>The embedded server keeps its uploads in S3.</summary>
    public bool OnS3 { get; init; }

    /// <summary>Host and port of the store of the server of <see cref="Start"/>.</summary>
    public string? StoreAddress { get; init; }

    /// <summary>The place of the uploads' content in the server's store; may name <c>{dir}</c> of <see cref="Start"/>.</summary>
    public string? ContentDirectory { get; init; }

    /// <summary>The name of a frozen set of requirements, or <see langword="null"/> for all that this version knows.</summary>
    public string? Requirements { get; init; }

    /// <summary>The file with the known failures.</summary>
    public FileInfo? Baseline { get; init; }

    /// <summary>The file to which the known failures are written.</summary>
    public FileInfo? WriteBaseline { get; init; }
}
