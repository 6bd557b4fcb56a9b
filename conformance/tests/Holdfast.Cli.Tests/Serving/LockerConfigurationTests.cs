using Holdfast.Cli.Serve;
using Holdfast.Server.Locks;
using Holdfast.Server.Redis;
using Holdfast.Server.Redis.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>Which flags choose which locks, and what is said when they contradict each other.</summary>
[CancelAfter(60_000)]
public sealed class LockerConfigurationTests
{
    [Test]
    public async Task Locks_suit_the_store_unless_others_are_asked_for(CancellationToken cancellationToken)
    {
        (await ChooseAsync(cancellationToken)).ShouldBeOfType<FileUploadLocker>();
        (await ChooseAsync(cancellationToken, ("locker", "file"))).ShouldBeOfType<FileUploadLocker>();
        (await ChooseAsync(cancellationToken, ("locker", "memory"))).ShouldBeOfType<MemoryUploadLocker>();
    }

    [Test]
    public async Task The_address_of_a_Redis_is_enough(CancellationToken cancellationToken)
    {
        using var redis = await RedisServer.StartAsync(TimeSpan.Zero, cancellationToken);

        var locker = (await ChooseAsync(cancellationToken, ("redis-lock", redis.Address))).ShouldBeOfType<RedisUploadLocker>();

        await locker.DisposeAsync();
    }

    [TestCase("'lock' is not a kind of locks. '-locker' takes 'auto', 'file', 'memory', 'redis' or 's3'.", "locker", "lock")]
    [TestCase("needs the address of a Redis. Give it with '-redis-lock'", "locker", "redis")]
    [TestCase("keeps locks in the bucket of '-s3-bucket', which is not given", "locker", "s3")]
    [TestCase("'-redis-lock' is '127.0.0.1:1', but '-locker' chooses other locks", "locker", "file", "redis-lock", "127.0.0.1:1")]
    [TestCase("The Redis at '127.0.0.1:1', which keeps the locks, can't be used: ", "redis-lock", "127.0.0.1:1")]
    [TestCase("'?' is not a positive duration. '-lock-lease' takes", "redis-lock", "127.0.0.1:1", "lock-lease", "?")]
    [TestCase("'0' is not a positive duration. '-lock-renewal' takes", "redis-lock", "127.0.0.1:1", "lock-renewal", "0")]
    [TestCase("'?' is not an address. '-lock-address' takes", "locker", "s3", "s3-bucket", "b", "s3-endpoint", "http://127.0.0.1:1",
        "lock-address", "?")]
    [TestCase("'-locker file' keeps locks in a directory, but the uploads are in a bucket", "locker", "file", "s3-bucket", "b",
        "s3-endpoint", "http://127.0.0.1:1")]
    [TestCase("'a=b=c' is not the address of a Redis: ", "redis-lock", "a=b=c")]
    [TestCase(
        "A lease of '5 s' that is renewed every '10 s' would end before its renewal. Renew it after at most nine tenths of its duration, "
            + "better after two thirds. Change '-lock-lease' or '-lock-renewal'.",
        "redis-lock", "127.0.0.1:1", "lock-lease", "5s")]
    public async Task What_can_not_work_is_refused_with_what_to_do(string says, params string[] flags)
    {
        var given = flags.Chunk(2).Select(pair => (pair[0], pair[1])).ToArray();

        var refused = await Should.ThrowAsync<UsageException>(() => ChooseAsync(TestContext.CurrentContext.CancellationToken, given));

        refused.Message.ShouldContain(says);
    }

    private static async Task<IUploadLocker> ChooseAsync(CancellationToken cancellationToken, params (string Name, string Text)[] flags)
    {
        using var directory = new TemporaryDirectory();
        var values = flags.ToDictionary(flag => flag.Name, flag => flag.Text);
        values["upload-dir"] = directory.FullName;
        var settings = new ServeSettings(
            flag => values.TryGetValue(flag.Name, out var text) ? new Setting(text, $"'-{flag.Name}'") : null);
        var options = ServerConfiguration.Read(settings, NullLoggerFactory.Instance);
        return (await LockerConfiguration.ChooseAsync(options, settings, cancellationToken)).Uploads.Locker;
    }
}
