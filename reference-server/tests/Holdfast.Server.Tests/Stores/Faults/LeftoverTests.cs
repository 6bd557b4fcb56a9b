using Holdfast.Server.Files;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Faults;

public sealed class LeftoverTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private const string Info = """{"ID":"x","Size":5}""";

    private readonly TemporaryDirectory _directory = new();
    private readonly FileFaults _faults = new();

    public void Dispose() => _directory.Dispose();

    // name=content, in the order of their making; everything is two days old, but for what has a '!' in front.
    [TestCase($"{Id}=", Description = "a creation that came as far as its data file")]
    [TestCase($"{Id}=;{Id}.info=", Description = "a creation that never wrote its description")]
    [TestCase($"{Id}.info=")]
    [TestCase("chosen.info=;chosen=", "chosen")]
    [TestCase($"{Id}.tmp={{")]
    [TestCase($"{Id}.aside=hel")]
    [TestCase($"sub/{Id}.aside=hel")]
    [TestCase($"chosen.info={Info};chosen=;chosen.aside=hel;chosen.tmp=", "chosen.info;chosen")]
    [TestCase($"!{Id}=;!{Id}.info=;!{Id}.aside=x;!{Id}.tmp=x", $"{Id};{Id}.info;{Id}.aside;{Id}.tmp",
        Description = "another process is writing them")]
    [TestCase($"{Id}=hello", $"{Id}", Description = "bytes that somebody may miss")]
    [TestCase($"{Id}=hello;{Id}.info=", $"{Id};{Id}.info")]
    [TestCase($"{Id}=;{Id}.info={Info}", $"{Id};{Id}.info", Description = "an upload")]
    [TestCase($"{Id}.info={{", $"{Id}.info", Description = "damaged, which expires")]
    [TestCase("README=;notes.tmp=x;yarn.lock=x;.hidden=;a.aside=x", "README;notes.tmp;yarn.lock;.hidden;a.aside",
        Description = "somebody else's")]
    [TestCase($"{Id}.lock=;{Id}.stop=;!sub/other.lock=99999\nholdfast\n", Description = "locks need no date: the system knows their owner")]
    [CancelAfter(20_000)]
    public async Task Files_that_no_upload_needs_are_removed_and_no_others(
        string files, string kept = "", CancellationToken cancellationToken = default)
    {
        var old = TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(2);
        foreach (var file in files.Split(';'))
        {
            var (name, content) = (file.Split('=', 2)[0].TrimStart('!'), file.Split('=', 2)[1]);
            Directory.CreateDirectory(Path.GetDirectoryName(_directory.At(name))!);
            await File.WriteAllTextAsync(_directory.At(name), content, cancellationToken);
            if (!file.StartsWith('!'))
            {
                File.SetLastWriteTimeUtc(_directory.At(name), old);
            }
        }

        var removed = await SweepAsync(cancellationToken);

        Names().ShouldBe(kept.Split(';', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
        removed.Count.ShouldBe(files.Split(';').Length - Names().Count);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_held_lock_keeps_its_lock_file_and_stop_file(CancellationToken cancellationToken)
    {
        await using var held = await new FileUploadLocker(_directory.FullName).AcquireAsync(Id, () => { }, cancellationToken);
        await File.WriteAllTextAsync(_directory.At($"{Id}.stop"), "", cancellationToken);
        await File.WriteAllTextAsync(_directory.At("fedcba9876543210fedcba9876543210.lock"), "1\n", cancellationToken);

        (await SweepAsync(cancellationToken)).ShouldBeEmpty();

        Names().Count.ShouldBe(3, "ours, its wish, and that of a tusd whose process lives");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_file_that_can_not_be_examined_is_reported_and_hides_no_other(CancellationToken cancellationToken)
    {
        var old = TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(2);
        string[] names = [$"{Id}.aside", "fedcba9876543210fedcba9876543210.aside", "00000000000000000000000000000000.tmp"];
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(_directory.At(name), "", cancellationToken);
            File.SetLastWriteTimeUtc(_directory.At(name), old);
        }

        // The store makes its directory, finds it, and looks at the first file.
        _faults.FailAt(3, FileFaults.InputOutputError, once: true);
        await Should.ThrowAsync<UploadStoreException>(() => SweepAsync(cancellationToken));

        Names().Count.ShouldBe(1);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_directory_that_can_not_be_listed_does_not_hide_uploads_beside_it(CancellationToken cancellationToken)
    {
        var calls = new FileCalls((_, path) =>
        {
            if (path.EndsWith("closed", StringComparison.Ordinal))
            {
                throw new IOException("Permission denied", 13);
            }
        });
        var store = new FileUploadStore(_directory.FullName, new FileStoreOptions(), calls);
        foreach (var id in new[] { "a/1", "closed/2", "z/3", "4" })
        {
            await new FileUploadStore(_directory.FullName).CreateAsync(new UploadInfo { Id = id, Length = 5 }, default);
        }

        var seen = new List<string>();
        await Should.ThrowAsync<UploadStoreException>(async () =>
        {
            await foreach (var id in store.ListAsync(DateTimeOffset.MaxValue).WithCancellation(cancellationToken))
            {
                seen.Add(id);
            }
        });

        seen.Order().ShouldBe(["4", "a/1", "z/3"]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_server_removes_them_at_its_start_and_says_so(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(2));
        await File.WriteAllTextAsync(_directory.At($"{Id}.aside"), "hel", cancellationToken);
        await File.WriteAllTextAsync(_directory.At($"{Id}.lock"), "1000000000\nholdfast\n", cancellationToken);
        await using var site = await UploadSite.StartAsync(
            options => options with
            {
                Store = new FileUploadStore(_directory.FullName), Locker = new FileUploadLocker(_directory.FullName), TimeProvider = time,
            },
            options => options with { LoggerFactory = loggers });

        while (Names().Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        while (log.Events.Count(name => name == "LeftoverRemoved") < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        // And again, as long as it runs.
        await File.WriteAllTextAsync(_directory.At($"{Id}.tmp"), "{", cancellationToken);
        while (Names().Count > 0)
        {
            time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    private async Task<List<string>> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        var since = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1);
        foreach (var place in new ILeftovers[]
                 {
                     new FileUploadStore(_directory.FullName, new FileStoreOptions(), _faults.Calls),
                     new FileUploadLocker(_directory.FullName),
                 })
        {
            await foreach (var name in place.RemoveLeftoversAsync(since, cancellationToken))
            {
                removed.Add(name);
            }
        }

        return removed;
    }

    private List<string> Names() =>
        [.. Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_directory.FullName, path))];
}
