using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Plugins;

namespace Holdfast.Cli.Serve;

/// <summary>The processes of plugins, which start before the server and end after it.</summary>
internal sealed class RunningPlugins : IAsyncDisposable
{
    private readonly List<PluginHooks> _plugins;

    private RunningPlugins(List<PluginHooks> plugins) => _plugins = plugins;

    /// <exception cref="UsageException">A plugin can't be loaded.</exception>
    public static async Task<RunningPlugins> StartAsync(UploadOptions options, CancellationToken stop)
    {
        var running = new RunningPlugins([.. (options.Observer as HookObserver)?.Providers.OfType<PluginHooks>() ?? []]);
        try
        {
            foreach (var plugin in running._plugins)
            {
                await plugin.StartAsync(stop);
            }

            return running;
        }
        catch (HookException exception)
        {
            await running.DisposeAsync();
            throw new UsageException($"{exception.Message} Mend it, or remove '-hooks-plugin'.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var plugin in _plugins)
        {
            await plugin.DisposeAsync();
        }
    }
}
