using Holdfast.Builds;
using Holdfast.Cli.Check.Ceph;

namespace Holdfast.Server.S3.Tests;

/// <summary>
/// The Ceph gateway that the tests of this assembly share. It starts with the first that needs it. NUnit ends it after the last test of
/// its namespace, so it must be in the one that all tests are below.
/// </summary>
[SetUpFixture]
public sealed class Gateway
{
    private static readonly Lazy<Task<CephGateway>> Started = new(() => CephGateway.StartAsync(CancellationToken.None));

    /// <summary>The gateway; the test is skipped, with the reason, where Ceph isn't installed.</summary>
    internal static async Task<CephGateway> SharedAsync()
    {
        ThisBuild.SkipServersUnlessFull();
        if (CephGateway.Obstacle is { } obstacle)
        {
            Assert.Ignore(obstacle);
        }

        return await Started.Value;
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (Started.IsValueCreated)
        {
            await (await Started.Value).DisposeAsync();
        }
    }
}
