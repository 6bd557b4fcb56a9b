using System.Reflection;
using McMaster.NETCore.Plugins;

namespace Holdfast.Server.Hooks.Plugins.Host;

/// <summary>
/// A plugin in a load context of its own: what it needs is looked for beside it, so its versions may differ from the host's.
/// </summary>
internal sealed class LoadedPlugin : IAsyncDisposable
{
    private readonly PluginLoader _loader;
    private readonly IHookProvider _provider;

    private LoadedPlugin(PluginLoader loader, IHookProvider provider)
    {
        _loader = loader;
        _provider = provider;
    }

    /// <exception cref="HookException">It hasn't exactly one class that can be used.</exception>
    public static LoadedPlugin Load(string file)
    {
        // Only what defines the interface is shared. Files are read into memory, so that they can be replaced while the plugin runs.
        var loader = PluginLoader.CreateFromAssemblyFile(
            file, isUnloadable: false, sharedTypes: [typeof(IHookProvider)], config => config.LoadInMemory = true);
        var found = loader.LoadDefaultAssembly().GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IHookProvider)))
            .ToList();
        if (found is not [var type])
        {
            throw new HookException(
                $"It has '{found.Count}' public classes that implement '{nameof(IHookProvider)}', but one was expected. Found: "
                + $"'{string.Join("', '", found)}'.");
        }

        if (type.GetConstructor(Type.EmptyTypes) is not { } constructor)
        {
            throw new HookException($"Its class '{type}' has no public constructor without parameters. Add one.");
        }

        return new LoadedPlugin(loader, (IHookProvider)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null));
    }

    public async ValueTask<HookResponse> InvokeAsync(HookRequest request, CancellationToken cancellationToken) =>
        await _provider.InvokeAsync(request, cancellationToken)
            ?? throw new HookException($"It returned null. Return '{nameof(HookResponse)}.{nameof(HookResponse.None)}' to change nothing.");

    public async ValueTask DisposeAsync()
    {
        if (_provider is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (_provider as IDisposable)?.Dispose();
        }

        _loader.Dispose();
    }
}
