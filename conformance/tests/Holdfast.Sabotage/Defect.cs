namespace Holdfast.Sabotage;

/// <summary>One way in which the reference server can be wrong, and the cases that must notice.</summary>
public sealed record Defect
{
    /// <summary>
    /// What names it on the command line: an area and a few words, for example <c>patch/offset-not-compared</c>; one of the IETF draft begins
    /// with <c>ietf/</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The protocol whose cases are asked, as a selection names it.</summary>
    public string Protocol => Name.StartsWith("ietf/", StringComparison.Ordinal) ? "ietf" : "tus";

    /// <summary>
    /// The interop version of the draft in which they are asked, from 3 to 10; without meaning for tus. The newest, unless the defect is one
    /// of an older version.
    /// </summary>
    public int Interop { get; init; } = 10;

    /// <summary>
    /// Whether the resilience cases are asked, and no others: it is a fault or a race that reveals the defect. All other defects are asked
    /// by everything but the scenarios, which stand on all that a server does.
    /// </summary>
    public bool Scenarios { get; init; }

    /// <summary>What the server does wrong, in a sentence.</summary>
    public required string Breaks { get; init; }

    /// <summary>The ids of the cases that must turn red, those of the draft without a version. At least one.</summary>
    public required IReadOnlyList<string> Kills { get; init; }

    /// <summary>
    /// Globs of the cases that may turn red too, since what they stand on is broken. Whatever is in neither list must stay green.
    /// </summary>
    public IReadOnlyList<string> MayKill { get; init; } = [];

    /// <summary>
    /// The requirements that the defect breaks: the verdict of the cases that notice is held to their keywords. None where a test holds only
    /// that the cases turn red.
    /// </summary>
    public IReadOnlyList<string> Violates { get; init; } = [];

    /// <summary>Puts the defect in.</summary>
    public Break Break { get; init; } = (sound, _) => sound;

    /// <summary>A reader in front, where the defect lies below what the server's host lets through.</summary>
    internal Front? Front { get; init; }
}
