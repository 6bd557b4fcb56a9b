namespace Holdfast.Server.Tests;

/// <summary>A directory that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-");

    public string FullName => _directory.FullName;

    public string At(string name) => Path.Combine(FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
