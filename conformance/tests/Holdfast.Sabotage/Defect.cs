namespace Holdfast.Sabotage;

/// <summary>One defect of the reference server, and the cases that must detect it.</summary>
public sealed record Defect
{
    /// <summary>
    /// The name on the command line: an area and a few words, for example <c>patch/offset-not-compared</c>; a defect of the IETF draft
    /// begins with <c>ietf/</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The protocol whose cases run, as <c>--protocol</c> names it.</summary>
    public string Protocol => Name.StartsWith("ietf/", StringComparison.Ordinal) ? "ietf" : "tus";

    /// <summary>
    /// The interop version of the draft in which the cases run, from 3 to 10; ignored for tus. The newest by default; older for a defect
    /// that only an older version forbids.
    /// </summary>
    public int Interop { get; init; } = 10;

    /// <summary>
    /// Whether only the resilience cases run, because only a fault or a race reveals the defect. For all other defects every case runs
    /// except the scenarios, which depend on everything that a server does.
    /// </summary>
    public bool Scenarios { get; init; }

    /// <summary>The defect in a sentence.</summary>
    public required string Breaks { get; init; }

    /// <summary>The ids of the cases that must turn red; those of the draft without a version segment. At least one.</summary>
    public required IReadOnlyList<string> Kills { get; init; }

    /// <summary>
    /// Globs of the cases that may turn red, too, because they depend on what is broken. Every case that is in neither list must stay
    /// green.
    /// </summary>
    public IReadOnlyList<string> MayKill { get; init; } = [];

    /// <summary>
    /// The requirements that the defect violates. A test compares the verdicts of the cases in <see cref="Kills"/> with their keywords;
    /// where the list is empty, it only checks that the cases turn red.
    /// </summary>
    public IReadOnlyList<string> Violates { get; init; } = [];

    /// <summary>Puts the defect into the server.</summary>
    public Break Break { get; init; } = (sound, _) => sound;

    /// <summary>Rewrites bytes on the wire, for a defect that the server's host would prevent.</summary>
    internal WireRewrite? Rewrite { get; init; }
}
