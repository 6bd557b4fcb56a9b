using Holdfast.Server.Files;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores.FileStore;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>
/// Complete parts don't change any more, so any number of requests may read them at once; and a short request doesn't fill the disk.
/// </summary>
public sealed class SharedPartTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Final_uploads_of_the_same_parts_are_put_together_at_the_same_time(
        [Values] bool files, CancellationToken cancellationToken)
    {
        using var locks = new TemporaryDirectory();
        await using var site = await StartAsync(options => options with
        {
            Locker = files ? new FileUploadLocker(locks.FullName) : new MemoryUploadLocker(),
        });
        var part = await site.CreatePartAsync("hello", cancellationToken);
        var (joining, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        site.Store.BeforeConcatenation = () =>
        {
            if (Interlocked.Increment(ref joining) == 3)
            {
                all.SetResult();
            }

            return all.Task.WaitAsync(cancellationToken);
        };

        var finals =
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => site.ConcatenateAsync($"final;{part} {part}", cancellationToken)));

        finals.Select(final => site.Stored(final["Location"]!)).ShouldAllBe(content => content == "hellohello");
        Directory.GetFiles(locks.FullName).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_part_can_be_looked_at_and_read_while_it_is_copied(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { AcquireLockTimeout = TimeSpan.FromMilliseconds(100) });
        var part = await site.CreatePartAsync("hello", cancellationToken);
        WireResponse? head = null, get = null;
        site.Store.BeforeConcatenation = async () =>
        {
            head = await site.HeadAsync(part, cancellationToken);
            get = await site.AskAsync(Request("GET", part), cancellationToken);
        };

        (await site.ConcatenateAsync($"final;{part}", cancellationToken)).Status.ShouldBe(201);

        (head!.Offset, get!.Body).ShouldBe((5, "hello"));
    }

    [TestCase(3, 0, 201)]
    [TestCase(4, 0, 400)]
    [TestCase(2, 5, 201)]
    [TestCase(3, 9, 413)]
    [CancelAfter(20_000)]
    public async Task Parts_and_what_their_repetition_adds_have_a_limit(
        int names, int mostRepeated, int expected, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxParts = 3, MaxRepeatedBytes = mostRepeated });
        var part = await site.CreatePartAsync("hello", cancellationToken);

        var response = await site.ConcatenateAsync($"final;{string.Join(' ', Enumerable.Repeat(part, names))}", cancellationToken);

        response.Status.ShouldBe(expected, response.Body);
        site.Files().Count().ShouldBe(expected == 201 ? 4 : 2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Parts_that_are_all_different_may_be_as_long_as_they_like(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxRepeatedBytes = 1 });
        var parts = new[]
        {
            await site.CreatePartAsync("hello", cancellationToken), await site.CreatePartAsync("world", cancellationToken),
        };

        (await site.ConcatenateAsync($"final;{string.Join(' ', parts)}", cancellationToken)).Status.ShouldBe(201);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_length_that_is_known_too_late_still_holds_the_limit(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { MaxRepeatedBytes = 4 });
        var created =
            await site.AskAsync(Request("POST", "/files/", "Upload-Defer-Length: 1\r\nUpload-Concat: partial\r\n"), cancellationToken);
        var part = new Uri(created["Location"]!).AbsolutePath;
        var final = new Uri((await site.ConcatenateAsync($"final;{part} {part}", cancellationToken))["Location"]!).AbsolutePath;
        await site.AskAsync(Patch(part, 0, "Upload-Length: 5\r\nContent-Length: 5") + "hello", cancellationToken);

        (await site.HeadAsync(final, cancellationToken)).Status.ShouldBe(413);
        site.Stored(final).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task By_default_a_short_request_writes_no_gigabytes(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var part = await site.CreateAsync(2_000_000, cancellationToken, "Upload-Concat: partial\r\n");
        await site.PatchAsync(part, 0, new string('x', 2_000_000), cancellationToken);
        var id = part.Split('/')[^1];

        var refused = await site.ConcatenateAsync($"final;{string.Join(' ', Enumerable.Repeat(id, 1_000))}", cancellationToken);
        var taken = await site.ConcatenateAsync($"final;{id} {id}", cancellationToken);

        (refused.Status, taken.Status).ShouldBe((413, 201));
        site.Files().Count().ShouldBe(4);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Bytes_that_are_shared_between_files_are_correct_at_any_position(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var random = new Random(17);
        string Content(int length) => string.Create(length, random, static (text, random) =>
        {
            for (var index = 0; index < text.Length; index++)
            {
                text[index] = (char)('a' + random.Next(26));
            }
        });

        // Whole blocks, parts of blocks, nothing.
        string[] contents = [Content(8_192), Content(1), Content(70_000), "", Content(4_096)];
        var parts = new List<string>();
        foreach (var content in contents)
        {
            parts.Add(await site.CreatePartAsync(content, cancellationToken));
        }

        var final = await site.ConcatenateAsync($"final;{string.Join(' ', parts)}", cancellationToken);

        site.Stored(final["Location"]!).ShouldBe(string.Concat(contents));
        parts.Zip(contents).ShouldAllBe(pair => site.Stored(pair.First) == pair.Second);
    }

    [Test]
    public void On_linux_the_system_copies_without_passing_the_bytes_through_the_process()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("copy_file_range(2) is Linux's.");
        }

        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.At("source"), "hello world");
        using (var source = File.OpenHandle(directory.At("source")))
        using (var target = File.OpenHandle(directory.At("target"), FileMode.Create, FileAccess.Write))
        {
            FileCalls.Plain.Share(source, 6, target, 1, 100).ShouldBe(5);
            FileCalls.Plain.Share(source, 11, target, 6, 100).ShouldBe(0, "the end");
        }

        File.ReadAllText(directory.At("target")).ShouldBe("\0world");
    }

    [Test]
    public void A_file_that_is_longer_than_one_call_takes_is_copied_whole()
    {
        const int Call = 64 * 1024 * 1024;
        using var directory = new TemporaryDirectory();
        using var source = File.OpenHandle(directory.At("source"), FileMode.Create, FileAccess.ReadWrite);
        using var target = File.OpenHandle(directory.At("target"), FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.Write(source, "ab"u8, Call - 1);

        FileCopy.Copy(FileCalls.Plain, source, target, 3, CancellationToken.None).ShouldBe(Call + 1);

        var end = new byte[4];
        RandomAccess.Read(target, end, Call + 2).ShouldBe(2);
        end[..2].ShouldBe("ab"u8.ToArray());
    }

    [Test]
    public void Bytes_are_copied_when_the_system_can_not_share_them()
    {
        using var directory = new TemporaryDirectory();
        var content = new byte[600_001];
        new Random(18).NextBytes(content);
        File.WriteAllBytes(directory.At("source"), content);
        using (var source = File.OpenHandle(directory.At("source")))
        using (var target = File.OpenHandle(directory.At("target"), FileMode.Create, FileAccess.Write))
        {
            FileCopy.CopyBlocks(FileCalls.Plain, source, 1, target, 7, CancellationToken.None).ShouldBe(600_000);
            FileCopy.CopyBlocks(FileCalls.Plain, source, 0, target, 0, CancellationToken.None).ShouldBe(600_001);
        }

        File.ReadAllBytes(directory.At("target")).ShouldBe([.. content, .. content[^6..]]);
    }
}
