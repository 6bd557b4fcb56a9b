using Amazon.Runtime;
using Holdfast.Cli.Check.Ceph;
using Holdfast.Server.S3.Tests.Rigs;

namespace Holdfast.Server.S3.Tests;

/// <summary>
/// The S3 server that the tests of this assembly share: a Ceph gateway, or OpenStack Swift. It starts with the first test that needs it,
/// and ends after the last of this namespace: so this is that of the whole assembly.
/// </summary>
[SetUpFixture]
public sealed class Gateway
{
    private static readonly Lazy<Task<CephGateway>> Ceph = new(() => CephGateway.StartAsync(CancellationToken.None));
    private static readonly Lazy<Task<SwiftServer>> Swift = new(() => SwiftServer.StartAsync(CancellationToken.None));

    /// <summary>The tests run against Swift: <c>HOLDFAST_TESTS_S3=swift</c> says so.</summary>
    internal static bool IsSwift { get; } = Environment.GetEnvironmentVariable("HOLDFAST_TESTS_S3") == "swift";

    /// <summary>The only user.</summary>
    internal static AWSCredentials Credentials { get; } = IsSwift
        ? new BasicAWSCredentials(SwiftServer.AccessKey, SwiftServer.SecretKey)
        : new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey);

    /// <summary>The server's URL; the test is skipped, with the reason, where the server isn't installed.</summary>
    internal static async Task<Uri> SharedAsync()
    {
        if ((IsSwift ? SwiftServer.Obstacle : CephGateway.Obstacle) is { } obstacle)
        {
            Assert.Ignore(obstacle);
        }

        return IsSwift ? (await Swift.Value).Endpoint : (await Ceph.Value).Endpoint;
    }

    /// <summary>Skips a test on Swift, which has no conditions for PutObject.</summary>
    internal static void DemandConditions()
    {
        if (IsSwift)
        {
            Assert.Ignore("Swift answers 501 to a PutObject with a condition.");
        }
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (Ceph.IsValueCreated)
        {
            await (await Ceph.Value).DisposeAsync();
        }

        if (Swift.IsValueCreated)
        {
            await (await Swift.Value).DisposeAsync();
        }
    }
}
