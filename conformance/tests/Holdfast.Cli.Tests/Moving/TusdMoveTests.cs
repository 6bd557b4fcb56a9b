using System.Text;
using System.Text.Json;
using Holdfast.Cli.Tests.Serving;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Moving;

/// <summary>
/// A directory that tusd v2 left, with an upload of each kind, goes on being uploaded to and downloaded from, as docs/tusd.md says; and
/// what was stored here is something that tusd reads.
/// </summary>
[CancelAfter(60_000)]
public sealed class TusdMoveTests
{
    // Go's json.Marshal writes the ampersand like this.
    private const string Named = """{"filename":"kelp \u0026 algae.txt","filetype":"text/plain"}""";

    private TemporaryDirectory _directory = null!;
    private ServingCommand _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _directory = new TemporaryDirectory();
        Put("finished", "hello world", Info("finished", 11, metadata: Named));
        Put("unfinished", "hello ", Info("unfinished", 11, metadata: Named));
        Put("deferred", "hello ", Info("deferred", 0, isDeferred: true));
        Put("one", "hello ", Info("one", 6, isPartial: true));
        Put("two", "world", Info("two", 5, isPartial: true));
        Put("whole", "hello world", Info("whole", 11, parts: """["one","two"]"""));
        Put("project/nested", "hello ", Info("project/nested", 11));
        Put("chosen", null, Info("chosen", 11, file: "elsewhere/kelp.bin"));
        Put("elsewhere/kelp.bin", "hello ", null);

        // A crash left its lock, and its wish to have it: no process has this id, which is above the largest of Linux.
        Put("unfinished.lock", "4194999\n", null);
        Put("unfinished.stop", "", null);
        _server = await ServingCommand.StartAsync(_directory, CancellationToken.None);
    }

    [TearDown]
    public void End()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [TestCase("finished", 11)]
    [TestCase("unfinished", 6)]
    [TestCase("deferred", 6)]
    [TestCase("one", 6)]
    [TestCase("whole", 11)]
    [TestCase("project/nested", 6)]
    [TestCase("chosen", 6)]
    public async Task Each_upload_has_the_offset_that_it_had(string id, long offset, CancellationToken cancellationToken) =>
        (await HeadAsync(id, cancellationToken)).Offset.ShouldBe(offset);

    [Test]
    public async Task What_an_upload_is_stays_known(CancellationToken cancellationToken)
    {
        var metadata = $"filename {Base64("kelp & algae.txt")},filetype {Base64("text/plain")}";
        (await HeadAsync("finished", cancellationToken))["Upload-Metadata"].ShouldBe(metadata);
        (await HeadAsync("unfinished", cancellationToken))["Upload-Length"].ShouldBe("11");
        (await HeadAsync("deferred", cancellationToken))["Upload-Defer-Length"].ShouldBe("1");
        (await HeadAsync("one", cancellationToken))["Upload-Concat"].ShouldBe("partial");
        (await HeadAsync("whole", cancellationToken))["Upload-Concat"].ShouldBe("final;/files/one /files/two");
    }

    [TestCase("unfinished")]
    [TestCase("project/nested")]
    [TestCase("chosen")]
    public async Task An_unfinished_upload_goes_on_and_its_description_stays_as_tusd_wrote_it(
        string id, CancellationToken cancellationToken)
    {
        var info = await File.ReadAllTextAsync(_directory.At($"{id}.info"), cancellationToken);

        (await PatchAsync(id, 6, "world", "", cancellationToken)).Offset.ShouldBe(11);

        (await ReadAsync(id, cancellationToken)).Body.ShouldBe("hello world");
        (await File.ReadAllTextAsync(_directory.At($"{id}.info"), cancellationToken)).ShouldBe(info);
        File.Exists(_directory.At($"{id}.lock")).ShouldBeFalse();
    }

    [Test]
    public async Task A_finished_upload_is_downloaded_as_from_tusd(CancellationToken cancellationToken)
    {
        var answer = await ReadAsync("finished", cancellationToken);

        (answer.Status, answer.Body, answer["Content-Type"]).ShouldBe((200, "hello world", "text/plain"));
        answer["Content-Disposition"].ShouldBe("inline; filename=\"kelp & algae.txt\"; filename*=UTF-8''kelp%20&%20algae.txt");
        (await ReadAsync("whole", cancellationToken)).Body.ShouldBe("hello world");
    }

    [Test]
    public async Task A_deferred_length_is_declared_and_tusd_reads_it(CancellationToken cancellationToken)
    {
        (await PatchAsync("deferred", 6, "world", "Upload-Length: 11\r\n", cancellationToken)).Offset.ShouldBe(11);

        (await ReadAsync("deferred", cancellationToken)).Body.ShouldBe("hello world");
        ShouldBeReadableByTusd("deferred", 11);
    }

    [Test]
    public async Task Parts_of_tusd_are_concatenated(CancellationToken cancellationToken)
    {
        var created = await _server.AskAsync(
            Request("POST", "/files/", "Upload-Concat: final;/files/one /files/two\r\n"), cancellationToken);

        created.Status.ShouldBe(201);
        var id = created.Path.Split('/')[^1];
        (await ReadAsync(id, cancellationToken)).Body.ShouldBe("hello world");
        ShouldBeReadableByTusd(id, 11);
    }

    [TestCase("finished")]
    [TestCase("unfinished")]
    [TestCase("project/nested")]
    public async Task An_upload_of_tusd_is_removed_whole(string id, CancellationToken cancellationToken)
    {
        (await _server.AskAsync(Request("DELETE", $"/files/{id}"), cancellationToken)).Status.ShouldBe(204);

        Directory.GetFiles(_directory.FullName, $"{id.Split('/')[^1]}*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Test]
    public async Task An_upload_of_this_server_is_one_of_tusd(CancellationToken cancellationToken)
    {
        var created = await _server.AskAsync(
            Request("POST", "/files/", $"Upload-Length: 11\r\nUpload-Metadata: filename {Base64("kelp.txt")}\r\n"), cancellationToken);
        var id = created.Path.Split('/')[^1];
        await PatchAsync(id, 0, "hello ", "", cancellationToken);

        ShouldBeReadableByTusd(id, 11);
        (await File.ReadAllTextAsync(_directory.At(id), cancellationToken)).ShouldBe("hello ");
        Directory.GetFiles(_directory.FullName, $"{id}*").Length.ShouldBe(2);
    }

    // tusd's type FileInfo: a member of another type, or an unknown store, is an error; members that it doesn't know are ignored.
    private void ShouldBeReadableByTusd(string id, long size)
    {
        var info = JsonDocument.Parse(File.ReadAllText(_directory.At($"{id}.info"))).RootElement;
        info.GetProperty("ID").GetString().ShouldBe(id);
        info.GetProperty("Size").GetInt64().ShouldBe(size);
        info.GetProperty("SizeIsDeferred").GetBoolean().ShouldBeFalse();
        info.GetProperty("Offset").GetInt64().ShouldBe(0);
        info.GetProperty("MetaData").EnumerateObject().ShouldAllBe(pair => pair.Value.ValueKind == JsonValueKind.String);
        info.GetProperty("IsPartial").GetBoolean().ShouldBeFalse();
        info.GetProperty("IsFinal").GetBoolean().ShouldBe(info.GetProperty("PartialUploads").ValueKind == JsonValueKind.Array);
        var storage = info.GetProperty("Storage");
        storage.GetProperty("Type").GetString().ShouldBe("filestore");
        storage.GetProperty("Path").GetString().ShouldBe(_directory.At(id));
        storage.GetProperty("InfoPath").GetString().ShouldBe(_directory.At($"{id}.info"));
    }

    private Task<RawAnswer> HeadAsync(string id, CancellationToken cancellationToken) =>
        _server.AskAsync(Request("HEAD", $"/files/{id}"), cancellationToken);

    private Task<RawAnswer> ReadAsync(string id, CancellationToken cancellationToken) =>
        _server.AskAsync(Request("GET", $"/files/{id}"), cancellationToken);

    private Task<RawAnswer> PatchAsync(string id, long offset, string body, string fields, CancellationToken cancellationToken) =>
        _server.AskAsync(Patch($"/files/{id}", offset, body.Length, fields) + body, cancellationToken);

    private void Put(string name, string? content, string? info)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.At(name))!);
        if (content is not null)
        {
            File.WriteAllText(_directory.At(name), content);
        }

        if (info is not null)
        {
            File.WriteAllText(_directory.At($"{name}.info"), info);
        }
    }

    // The members, their order and the missing line end are those of tusd's file store.
    private string Info(
        string id, long size, bool isDeferred = false, string metadata = "{}", bool isPartial = false, string? parts = null,
        string? file = null)
    {
        var facts = $"\"Size\":{size},\"SizeIsDeferred\":{Word(isDeferred)},\"Offset\":0,\"MetaData\":{metadata}";
        var kind = $"\"IsPartial\":{Word(isPartial)},\"IsFinal\":{Word(parts is not null)},\"PartialUploads\":{parts ?? "null"}";
        var storage = $"\"InfoPath\":\"{_directory.At(id)}.info\",\"Path\":\"{_directory.At(file ?? id)}\",\"Type\":\"filestore\"";
        return $"{{\"ID\":\"{id}\",{facts},{kind},\"Storage\":{{{storage}}}}}";
    }

    private static string Word(bool value) => value ? "true" : "false";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
