using NUnit.Framework;

namespace Holdfast.Conformance.NUnit;

/// <summary>
/// Shows every case for the IETF draft as a test of its own, once for each interop version, named by its id. Derive a fixture from this and
/// say where the server is.
/// </summary>
/// <remarks>Cases of interop versions that the server does not speak, or that the selection leaves out, are ignored.</remarks>
public abstract class DraftConformance : ServerConformance
{
    private const string Protocol = "ietf";

    /// <summary>Prepares the fixture; the server is started before the first case.</summary>
    protected DraftConformance()
        : base(Protocol)
    {
    }

    /// <summary>Every case for the draft in each interop version, as NUnit takes them.</summary>
    public static IEnumerable<TestCaseData> Cases { get; } = [.. CasesOf(Protocol)];

    /// <summary>Runs one case and asserts what came of it.</summary>
    /// <param name="id">The case's id.</param>
    [TestCaseSource(nameof(Cases))]
    public Task Case(string id) => RunAsync(id);
}
