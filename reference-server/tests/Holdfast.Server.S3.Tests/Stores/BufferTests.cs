using System.IO.Pipelines;
using Holdfast.Chaos;
using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>Where parts wait, and how many.</summary>
public sealed class BufferTests : BucketTests
{
    [Test]
    public async Task An_append_that_s3_can_not_follow_takes_no_more_from_its_client(CancellationToken cancellationToken)
    {
        var store = Bucket.Open(options => Small(options) with { ConcurrentPartUploads = 1, MaxBufferedParts = 1 });
        var upload = await store.CreateAsync(1L << 30);
        Bucket.Proxy.Add(Toxic.Http(
            HttpTrigger.BeforeRequest("PUT", $"/{Bucket.Name}/{upload.ObjectId()}") with { Nth = 0 }, HttpAction.BlackHole()));
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: MiB, resumeWriterThreshold: MiB / 2));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var appending = store.AppendAsync(upload, body.Reader, new WriteScope(0, null, end.Token)).AsTask();
        var sent = 0;
        Task flush;
        while ((flush = body.Writer.WriteAsync(new byte[MiB], cancellationToken).AsTask()) is var one
            && await Task.WhenAny(one, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken)) == one)
        {
            sent++;
        }

        // One part is uploaded, one waits, one is full and waits for that place, and the pipe holds one mebibyte more.
        sent.ShouldBeInRange(10, 17);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => appending);
        await body.Reader.CompleteAsync();
        await flush;
    }

    [Test]
    public async Task Temporary_files_have_no_names_while_parts_wait_and_are_gone_afterwards()
    {
        using var folder = new Server.Tests.TemporaryDirectory();
        var store = Bucket.Open(options => Small(options) with { TemporaryDirectory = folder.FullName });
        var content = Content(22 * MiB);

        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content);

        Directory.EnumerateFileSystemEntries(folder.FullName).ShouldBeEmpty();
        await FinishAsync(upload, content);
    }

    [Test]
    public async Task A_folder_for_temporary_files_that_is_not_there_is_named()
    {
        var store = Bucket.Open(options => options with { TemporaryDirectory = "/nowhere" });

        var failure = await Should.ThrowAsync<UploadStoreException>(async () =>
            await store.AppendAsync(await store.CreateAsync(MiB), Content(MiB)));

        failure.Message.ShouldContain("'/nowhere'");
        failure.IsTransient.ShouldBeTrue();
    }
}
