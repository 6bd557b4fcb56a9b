namespace Holdfast.Server.Profiling.Sessions;

/// <summary>A directory that only this user can read, and that is removed with its files.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-profile-");

    /// <summary>The path of a file in it.</summary>
    public string At(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
