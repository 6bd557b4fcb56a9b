namespace Holdfast.Server.Tests.Hooks.Plugins;

/// <summary>A directory with a copy of a plugin, whose files the test can replace.</summary>
internal sealed class PluginDirectory : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public PluginDirectory(string plugin = Faulty) => Put(plugin);

    /// <summary>The plugin that does what <see cref="Be"/> tells it to.</summary>
    public const string Faulty = "Holdfast.Server.Hooks.FaultyPlugin";

    /// <summary>The sample, which refuses uploads without a name.</summary>
    public const string Sample = "FileNamePlugin";

    public string Assembly => _directory.At("Plugin.dll");

    public string At(string name) => _directory.At(name);

    /// <summary>Puts a plugin into the place of the one that is there.</summary>
    public void Put(string plugin) => Put(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "plugins", $"{plugin}.dll")));

    /// <summary>Puts bytes into the place of the plugin that is there.</summary>
    public void Put(byte[] bytes) => File.WriteAllBytes(Assembly, bytes);

    /// <summary>Tells the faulty plugin what to do from now on; nothing for no fault.</summary>
    public void Be(string fault)
    {
        // Renamed into its place, so that it is never read half.
        File.WriteAllText(At("fault.new"), fault);
        File.Move(At("fault.new"), At("fault"), overwrite: true);
    }

    public void Dispose() => _directory.Dispose();
}
