namespace Holdfast.Cli.Tests;

/// <summary>Whether what takes long runs whole: <c>./build.sh test -- --full</c> sets the variable.</summary>
internal static class FullRun
{
    public static bool IsWanted => Environment.GetEnvironmentVariable("HOLDFAST_FULL") == "1";
}
