using System.Globalization;
using System.Reflection;

namespace Holdfast.Sabotage.Tests;

/// <summary>
/// Which defects this build asks every case about. That its own cases notice a defect is proven in each build; that no other case turns red is
/// proven for an eighth of the defects, which the commit chooses, so that eight builds on average see them all. HOLDFAST_FULL=1 takes them all.
/// </summary>
internal static class Rotation
{
    private const int Parts = 8;

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("HOLDFAST_FULL") == "1";

    // The digits behind the version are the commit's; a build outside of a repository has none, and takes the first part.
    private static readonly int Part =
        typeof(Rotation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+') is [_, { Length: > 0 } commit]
            ? int.Parse(commit[..2], NumberStyles.HexNumber, CultureInfo.InvariantCulture) % Parts
            : 0;

    /// <summary>What a person reads about it.</summary>
    public static string Text => IsFull
        ? "every defect is asked by every case of its protocol (HOLDFAST_FULL=1)."
        : $"every defect is asked by its own cases; part {Part + 1} of {Parts}, which the commit chose, by every case of its protocol.";

    /// <summary>Whether every case is asked about a defect, given by its place in the catalogue.</summary>
    public static bool AsksAll(int place) => IsFull || place % Parts == Part;
}
