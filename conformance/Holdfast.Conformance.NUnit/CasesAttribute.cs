using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace Holdfast.Conformance.NUnit;

/// <summary>
/// Makes every case of a protocol a test of the fixture: named by its id, with its area as a category, and for the draft with its interop
/// version as another.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CasesAttribute(string protocol) : NUnitAttribute, ITestBuilder, IImplyFixture
{
    /// <summary>The first segment of the ids.</summary>
    public string Protocol => protocol;

    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        var builder = new NUnitTestCaseBuilder();
        var versions =
            method.TypeInfo.GetCustomAttributes<InteropAttribute>(inherit: true).SelectMany(attribute => attribute.Versions).ToList();
        return versions.Except(CaseSelection.KnownInterop).ToList() is { Count: > 0 } unknown
            ? [builder.BuildTestMethod(method, suite, new TestCaseParameters(Unknown(unknown)))]
            : CaseCatalogue.Variants
                .Where(@case => @case.Id.StartsWith(protocol + "/", StringComparison.Ordinal)
                    && (versions.Count == 0 || @case.Interop is not { } version || versions.Contains(version)))
                .Select(@case => builder.BuildTestMethod(method, suite, Data(@case)));
    }

    private static TestCaseData Data(Case @case)
    {
        var test = new TestCaseData(@case.Id).SetName(@case.Id).SetDescription(@case.Title).SetCategory(Area(@case.CatalogueId));
        return @case.Interop is null ? test : test.SetCategory(Area(@case.Id));
    }

    private static ArgumentException Unknown(IEnumerable<int> versions) =>
        new($"[Interop] names '{string.Join(", ", versions)}', expected numbers from {CaseSelection.KnownInterop[0]} to "
            + $"{CaseSelection.KnownInterop[^1]}.");

    // tus/core, ietf/append, ietf/10.
    private static string Area(string id) => string.Join('/', id.Split('/').Take(2));
}
