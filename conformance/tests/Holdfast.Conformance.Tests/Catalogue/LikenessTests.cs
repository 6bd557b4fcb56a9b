using Holdfast.Conformance.Catalogue;

namespace Holdfast.Conformance.Tests.Catalogue;

public sealed class LikenessTests
{
    private static readonly string[] Ids = ["tus/core/patch/appends", "tus/core/head/length", "tus/creation/length/lenient"];

    [TestCase("tus/core/patch/apends", " Did you mean 'tus/core/patch/appends'?")]
    [TestCase("TUS/CORE/HEAD/LENGTH", " Did you mean 'tus/core/head/length'?")]
    [TestCase("appends", " Did you mean 'tus/core/patch/appends'?")]
    [TestCase("tus/core/haed/length", " Did you mean 'tus/core/head/length'?")]
    [TestCase("banana", "")]
    public void Similar_names_are_suggested_and_others_are_not(string word, string hint) => Likeness.Hint(word, Ids).ShouldBe(hint);

    [TestCase("", "abc", 3)]
    [TestCase("kitten", "sitting", 3)]
    [TestCase("same", "SAME", 0)]
    [TestCase("prot", "port", 1)]
    public void Distances_are_Levenshteins_and_swapped_neighbours_are_one_mistake(string one, string other, int distance) =>
        Likeness.Distance(one, other).ShouldBe(distance);
}
