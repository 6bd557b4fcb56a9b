namespace Holdfast.Client.Tests;

/// <summary>Keeps the URLs of the tests' unfinished uploads out of the user's directory.</summary>
[SetUpFixture]
public sealed class OwnDataDirectory
{
    private const string Variable = "XDG_DATA_HOME";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-client-");

    [OneTimeSetUp]
    public void Set() => Environment.SetEnvironmentVariable(Variable, _directory.FullName);

    [OneTimeTearDown]
    public void Remove()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _directory.Delete(recursive: true);
    }
}
