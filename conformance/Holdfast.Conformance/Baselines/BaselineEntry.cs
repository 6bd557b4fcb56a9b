namespace Holdfast.Conformance.Baselines;

/// <summary>One line of a baseline: a case that is known to fail, and the requirements that it is known to find broken.</summary>
/// <param name="Line">The number of its line in the file, from 1.</param>
/// <param name="Case">The case's id.</param>
/// <param name="Requirements">The numbers of the requirements.</param>
/// <param name="Reason">The text after <c>#</c>, or <see langword="null"/>.</param>
public sealed record BaselineEntry(int Line, string Case, IReadOnlyList<string> Requirements, string? Reason)
{
    /// <summary>Merges this entry with another one for the same case.</summary>
    internal BaselineEntry And(BaselineEntry other) => this with
    {
        Requirements = [.. Requirements.Union(other.Requirements)],
        Reason = Reason is null || other.Reason is null || Reason == other.Reason ? Reason ?? other.Reason : $"{Reason}; {other.Reason}",
    };

    /// <summary>The entry as a line of a file.</summary>
    public override string ToString() =>
        $"{Case} {string.Join(',', Requirements)}".TrimEnd() + (Reason is null ? "" : $"  # {Reason}");
}
