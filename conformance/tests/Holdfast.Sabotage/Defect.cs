namespace Holdfast.Sabotage;

/// <summary>One way in which the reference server can be wrong, and the cases that must notice.</summary>
public sealed record Defect
{
    /// <summary>What names it on the command line: an area and a few words, for example <c>patch/offset-not-compared</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the server does wrong, in a sentence.</summary>
    public required string Breaks { get; init; }

    /// <summary>The ids of the cases that must turn red. At least one.</summary>
    public required IReadOnlyList<string> Kills { get; init; }

    /// <summary>
    /// Globs of the cases that may turn red too, since what they stand on is broken. Whatever is in neither list must stay green.
    /// </summary>
    public IReadOnlyList<string> MayKill { get; init; } = [];

    /// <summary>Puts the defect in.</summary>
    public required Break Break { get; init; }
}
