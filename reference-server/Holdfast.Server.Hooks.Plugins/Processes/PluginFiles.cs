namespace Holdfast.Server.Hooks.Plugins.Processes;

/// <summary>The state of a plugin's files, by which a change of them shows.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Bytes">Their bytes together.</param>
/// <param name="Newest">When the newest was written.</param>
internal readonly record struct PluginFiles(int Count, long Bytes, DateTime Newest)
{
    /// <summary>
    /// Looks at the assemblies beside a plugin. That costs some microseconds; unlike notifications of a file system, it also works in
    /// volumes of containers and on network file systems.
    /// </summary>
    public static PluginFiles Of(string assembly)
    {
        try
        {
            var files = new FileInfo(assembly).Directory!.EnumerateFiles("*.dll").ToList();
            return new PluginFiles(files.Count, files.Sum(file => file.Length), files.Max(file => file.LastWriteTimeUtc));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // They are being replaced, or were removed.
            return default;
        }
    }
}
