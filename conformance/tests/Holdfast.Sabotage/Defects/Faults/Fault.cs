namespace Holdfast.Sabotage.Defects.Faults;

/// <summary>Creates defects that only a fault or a race reveals, most of them for both protocols.</summary>
internal static class Fault
{
    /// <summary>The same defect for tus and for the draft.</summary>
    /// <param name="name">A few words.</param>
    /// <param name="breaks">What the server does wrong.</param>
    /// <param name="how">Puts the defect into the server.</param>
    /// <param name="families">The cases that may turn red, too, because they depend on what is broken.</param>
    /// <param name="kills">
    /// The cases that must detect it. Ids in both lists omit <c>tus/resilience/</c> and <c>ietf/resilience/</c>, unless only one protocol
    /// has the case.
    /// </param>
    public static IEnumerable<Defect> Both(
        string name, string breaks, Break how, IReadOnlyList<string> families, params IReadOnlyList<string> kills) =>
        [Tus(name, breaks, how, families, kills), Draft(name, breaks, how, families, kills)];

    public static Defect Tus(string name, string breaks, Break how, IReadOnlyList<string> families, params IReadOnlyList<string> kills) =>
        Of($"faults/{name}", "tus", breaks, how, families, kills);

    public static Defect Draft(string name, string breaks, Break how, IReadOnlyList<string> families, params IReadOnlyList<string> kills) =>
        Of($"ietf/faults/{name}", "ietf", breaks, how, families, kills);

    private static Defect Of(
        string name, string protocol, string breaks, Break how, IReadOnlyList<string> families, IReadOnlyList<string> kills) => new()
    {
        Name = name,
        Breaks = breaks,
        Kills = In(protocol, kills),
        MayKill = In(protocol, families),
        Scenarios = true,
        Break = how,
    };

    private static List<string> In(string protocol, IEnumerable<string> cases)
    {
        var other = protocol == "tus" ? "ietf/" : "tus/";
        return [.. cases.Where(id => !id.StartsWith(other, StringComparison.Ordinal))
            .Select(id => id.StartsWith(protocol + "/", StringComparison.Ordinal) ? id : $"{protocol}/resilience/{id}")];
    }
}
