namespace Holdfast.Sabotage.Defects.Faults;

/// <summary>Makes defects that only a fault or a race reveals, most of them for both protocols alike.</summary>
internal static class Fault
{
    /// <summary>A defect that tus and the draft have alike.</summary>
    /// <param name="name">A few words.</param>
    /// <param name="breaks">What the server does wrong.</param>
    /// <param name="how">Puts it in.</param>
    /// <param name="families">The cases that may turn red with it, since they stand on what is broken.</param>
    /// <param name="kills">The cases that must notice; these and the ones above without <c>tus/resilience/</c> or <c>ietf/resilience/</c> unless one protocol has them alone.</param>
    public static IEnumerable<Defect> Both(string name, string breaks, Break how, IReadOnlyList<string> families, params IReadOnlyList<string> kills) =>
        [Tus(name, breaks, how, families, kills), Draft(name, breaks, how, families, kills)];

    public static Defect Tus(string name, string breaks, Break how, IReadOnlyList<string> families, params IReadOnlyList<string> kills) =>
        Of($"faults/{name}", "tus", breaks, how, families, kills);

    public static Defect Draft(string name, string breaks, Break how, IReadOnlyList<string> families, params IReadOnlyList<string> kills) =>
        Of($"ietf/faults/{name}", "ietf", breaks, how, families, kills);

    private static Defect Of(string name, string protocol, string breaks, Break how, IReadOnlyList<string> families, IReadOnlyList<string> kills) => new()
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
        return [.. cases.Where(id => !id.StartsWith(other, StringComparison.Ordinal)).Select(id => id.StartsWith(protocol + "/", StringComparison.Ordinal) ? id : $"{protocol}/resilience/{id}")];
    }
}
