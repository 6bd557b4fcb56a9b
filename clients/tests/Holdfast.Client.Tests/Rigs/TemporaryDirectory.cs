namespace Holdfast.Client.Tests.Rigs;

internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-client-");

    public string FullName => _directory.FullName;

    public string File(string name, byte[] content)
    {
        var path = Path.Combine(FullName, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
