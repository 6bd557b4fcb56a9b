using Holdfast.Cli.Check.Ceph;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>
/// The Ceph gateway that the tests of this folder share, except for those that stop it. It starts with the first that needs it.
/// </summary>
[SetUpFixture]
public sealed class SharedGateway
{
    private static readonly Lazy<Task<CephGateway>> Started = new(() => CephGateway.StartAsync(CancellationToken.None));

    internal static Task<CephGateway> GetAsync() => Started.Value;

    [OneTimeTearDown]
    public async Task End()
    {
        if (Started.IsValueCreated)
        {
            await (await Started.Value).DisposeAsync();
        }
    }
}
