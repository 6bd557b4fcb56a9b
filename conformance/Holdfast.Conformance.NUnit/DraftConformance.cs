namespace Holdfast.Conformance.NUnit;

/// <summary>
/// Shows every case for the IETF draft as a test, once for each interop version, named by its id. Derive a fixture from this class and
/// return the server's URL.
/// </summary>
/// <remarks>
/// Cases of an interop version that the server does not support are ignored; <see cref="InteropAttribute"/> selects versions.
/// </remarks>
public abstract class DraftConformance : ServerConformance
{
    private const string Protocol = "ietf";

    /// <summary>Prepares the fixture; the server is started before the first case.</summary>
    protected DraftConformance()
        : base(Protocol)
    {
    }

    /// <summary>Runs one case and asserts its verdict.</summary>
    /// <param name="id">The case's id.</param>
    [Cases(Protocol)]
    public Task Case(string id) => RunAsync(id);
}
