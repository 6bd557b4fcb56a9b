using Holdfast.Conformance.Selection;

namespace Holdfast.Cli.Check;

/// <summary>What the user asked <c>check</c> to do.</summary>
internal sealed record CheckArguments
{
    public Uri? Url { get; init; }

    public required CaseSelection Selection { get; init; }

    public required string Report { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public Uri? Toxiproxy { get; init; }

    public required ulong Seed { get; init; }

    public required int Parallel { get; init; }

    public bool Strict { get; init; }

    public bool Insecure { get; init; }

    public required TimeSpan StallPatience { get; init; }

    public string? Start { get; init; }
}
