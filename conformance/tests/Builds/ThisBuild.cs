using System.Globalization;
using System.Reflection;

namespace Holdfast.Builds;

/// <summary>
/// What a build takes of the tests that are too long for each one. Which part it takes, its commit decides: the same commit takes the same
/// part again, so that a build fails or passes again, and others take others.
/// </summary>
internal static class ThisBuild
{
    /// <summary>Whether all of it runs: <c>./build.sh test -- --full</c> sets the variable.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("HOLDFAST_FULL") == "1";

    /// <summary>
    /// The beginning of the commit's name as a number; 0 outside of a repository. It stands behind the assembly's version.
    /// </summary>
    public static uint Commit { get; } =
        typeof(ThisBuild).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+') is [_,
            { Length: >= 8 } name]
            ? uint.Parse(name[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : 0;

    /// <summary>Skips a test of several servers, or of locks in a bucket, outside of a full build: together they take minutes.</summary>
    public static void SkipServersUnlessFull() => SkipUnlessFull("Tests of several servers, and of locks in a bucket, take minutes");

    /// <summary>Skips a test outside of a full build.</summary>
    /// <param name="why">The reason, as the beginning of a sentence.</param>
    public static void SkipUnlessFull(string why)
    {
        if (!IsFull)
        {
            Assert.Ignore($"{why}: './build.sh test -- --full' runs them.");
        }
    }
}
