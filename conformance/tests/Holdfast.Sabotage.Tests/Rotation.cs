using Holdfast.Builds;

namespace Holdfast.Sabotage.Tests;

/// <summary>
/// Which defects this build asks every case about. That its own cases notice a defect is proven in each build; that no other case turns red
/// is proven for an eighth of the defects, which the commit chooses, so that eight builds on average see them all.
/// </summary>
internal static class Rotation
{
    private const int Parts = 8;

    /// <summary>The description in the output.</summary>
    public static string Text => ThisBuild.IsFull
        ? "every defect is asked by every case of its protocol."
        : $"every defect is asked by its own cases; part {ThisBuild.Commit % Parts + 1} of {Parts}, which the commit chose, by every "
            + "case of its protocol.";

    /// <summary>Whether every case is asked about a defect, given by its place in the catalogue.</summary>
    public static bool AsksAll(int place) => ThisBuild.IsFull || place % Parts == ThisBuild.Commit % Parts;
}
