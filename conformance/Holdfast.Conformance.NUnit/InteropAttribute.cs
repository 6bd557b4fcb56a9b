namespace Holdfast.Conformance.NUnit;

/// <summary>Chooses the interop versions of the draft that a fixture has tests for; without it there are tests for all.</summary>
/// <param name="versions">For example 8 and 10.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class InteropAttribute(params int[] versions) : Attribute
{
    /// <summary>The chosen versions.</summary>
    public IReadOnlyList<int> Versions => versions;
}
