namespace Holdfast.Conformance.NUnit;

/// <summary>
/// Shows every case for tus 1.0 as a test, named by its id. Derive a fixture from this class and return the server's URL.
/// </summary>
/// <inheritdoc path="/remarks"/>
public abstract class TusConformance : ServerConformance
{
    private const string Protocol = "tus";

    /// <summary>Prepares the fixture; the server is started before the first case.</summary>
    protected TusConformance()
        : base(Protocol)
    {
    }

    /// <summary>Runs one case and asserts its verdict.</summary>
    /// <param name="id">The case's id.</param>
    [Cases(Protocol)]
    public Task Case(string id) => RunAsync(id);
}
