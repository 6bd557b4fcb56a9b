using System.Collections.Concurrent;
using Holdfast.Chaos.Metrics;
using Holdfast.Chaos.Pipeline;
using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>
/// The proxies of one server. Creating, changing and deleting proxies is done one at a time; listing and changing toxics never waits.
/// </summary>
internal sealed class ProxyRegistry(ToxiproxyServerOptions options) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ChaosProxy> _proxies = new(StringComparer.Ordinal);
    private readonly TrafficTable _traffic = new();
    private readonly SemaphoreSlim _changing = new(1);

    /// <summary>All proxies, in ordinal order of their names.</summary>
    public IEnumerable<ChaosProxy> All => _proxies.Values.OrderBy(proxy => proxy.Name, StringComparer.Ordinal);

    public MetricsPage Metrics => new(_traffic, options.ProxyMetrics, options.RuntimeMetrics);

    public ChaosProxy this[string name] =>
        _proxies.TryGetValue(name, out var proxy) ? proxy : throw new ApiErrorException(404, "proxy not found");

    public Task<ChaosProxy> CreateAsync(ProxyRequest request, CancellationToken cancellationToken) => ExclusivelyAsync(
        () => _proxies.ContainsKey(request.Name!)
            ? throw new ApiErrorException(409, "proxy already exists")
            : StartAsync(request, cancellationToken), cancellationToken);

    public Task<ChaosProxy> UpdateAsync(string name, ProxyRequest request, CancellationToken cancellationToken) => ExclusivelyAsync(
        async () =>
        {
            await this[name].ChangeAsync(request.Change, cancellationToken);
            return this[name];
        }, cancellationToken);

    public Task<ChaosProxy> DeleteAsync(string name, CancellationToken cancellationToken) => ExclusivelyAsync(
        async () =>
        {
            var proxy = this[name];
            _proxies.TryRemove(name, out _);
            await proxy.DisposeAsync();
            return proxy;
        }, cancellationToken);

    /// <summary>Creates a proxy, or changes the present one of this name unless listen and upstream are equal.</summary>
    public Task<ChaosProxy> PopulateAsync(ProxyRequest request, CancellationToken cancellationToken) => ExclusivelyAsync(
        async () =>
        {
            if (!_proxies.TryGetValue(request.Name!, out var present))
            {
                return await StartAsync(request, cancellationToken);
            }

            var wanted = request.Change with
            {
                Listen = request.Listen ?? "",
                Enabled = request.Enabled ?? true,
                Tls = request.Tls ?? ProxyTls.None,
                RefuseWhileDown = request.RefuseWhileDown ?? false,
            };
            var isEqual = (present.Upstream, present.Tls, present.RefuseWhileDown) == (wanted.Upstream, wanted.Tls, wanted.RefuseWhileDown);
            if (!isEqual || !await present.ListensOnAsync(wanted.Listen, cancellationToken))
            {
                await present.ChangeAsync(wanted, cancellationToken);
                Clear(present);
                request.Toxics.ToList().ForEach(present.Add);
            }

            return present;
        }, cancellationToken);

    /// <summary>Enables every proxy and removes every toxic. A failure does not stop this; the first one is reported at the end.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        ApiErrorException? first = null;
        foreach (var proxy in All)
        {
            Clear(proxy);
            try
            {
                await ExclusivelyAsync(
                    async () =>
                    {
                        await proxy.EnableAsync(cancellationToken);
                        return proxy;
                    }, cancellationToken);
            }
            catch (ApiErrorException failure)
            {
                first ??= failure;
            }
        }

        if (first is not null)
        {
            throw first;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.Values)
        {
            await proxy.DisposeAsync();
        }

        _changing.Dispose();
    }

    private static void Clear(ChaosProxy proxy)
    {
        foreach (var toxic in proxy.Toxics)
        {
            proxy.TryRemove(toxic.Name);
        }
    }

    private async Task<ChaosProxy> StartAsync(ProxyRequest request, CancellationToken cancellationToken)
    {
        var proxy = await ChaosProxy.StartAsync(
            new ChaosProxyOptions
            {
                Name = request.Name!,
                Listen = request.Listen ?? "",
                Upstream = request.Upstream!,
                Enabled = request.Enabled ?? true,
                Toxics = request.Toxics,
                Tls = request.Tls ?? ProxyTls.None,
                RefuseWhileDown = request.RefuseWhileDown ?? false,
                MaxConnections = options.MaxConnections,
                Traffic = _traffic,
                Seed = SplitMix64.SeedFor(options.Seed, request.Name!),
                TimeProvider = options.TimeProvider,
                Logger = options.LoggerFactory?.CreateLogger(typeof(ChaosProxy).FullName!),
            }, cancellationToken);
        _proxies[proxy.Name] = proxy;
        return proxy;
    }

    private async Task<ChaosProxy> ExclusivelyAsync(Func<Task<ChaosProxy>> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            return await change();
        }
        catch (ChaosProxyException failure)
        {
            throw new ApiErrorException(failure.Status, failure.WireText);
        }
        finally
        {
            _changing.Release();
        }
    }
}
