using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Capacity;

/// <summary>Limits the connections and requests that a server accepts at once.</summary>
public static class LimitCapacityExtensions
{
    /// <summary>
    /// Bounds the connections of Kestrel's transports, and the requests for uploads, by the options and by the limit of open files. Call it
    /// after the transports are registered.
    /// </summary>
    /// <remarks>
    /// A connection beyond is accepted and answered with 503; when many such are open already, it waits in the operating system's queue.
    /// Kestrel's own <c>MaxConcurrentConnections</c> closes it without an answer, and knows nothing of files.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the time isn't positive.</exception>
    public static IServiceCollection LimitCapacity(this IServiceCollection services, CapacityOptions? options = null)
    {
        options ??= new CapacityOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxConnections, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRequests, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.ReservedDescriptors, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.RefusalTimeout, TimeSpan.Zero, nameof(options));
        services.AddSingleton(provider => new ServerCapacity(
            options, DescriptorBudget.OfProcess(options.ReservedDescriptors),
            new CapacityLog(provider.GetRequiredService<ILoggerFactory>().CreateLogger("Holdfast.Server"))));
        foreach (var transport in services.Where(service => service.ServiceType == typeof(IConnectionListenerFactory)).ToList())
        {
            services.Replace(transport, provider => new BoundedTransport(
                (IConnectionListenerFactory)Create(transport, provider), provider.GetRequiredService<ServerCapacity>()));
        }

        return services;
    }

    private static void Replace(
        this IServiceCollection services, ServiceDescriptor service, Func<IServiceProvider, IConnectionListenerFactory> create) =>
        services[services.IndexOf(service)] = ServiceDescriptor.Singleton(create);

    private static object Create(ServiceDescriptor service, IServiceProvider provider) =>
        service.ImplementationInstance ?? service.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);
}
