using System.Text.Json;
using Holdfast.Server.Files;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class FileUploadStoreTests
{
    // As tusd v2 writes it, for an upload of eleven bytes with two pairs of metadata.
    private const string InfoOfTusd =
        """
        {"ID":"8e2fd3fe4b0b1b2c3d4e5f60718293a4","Size":11,"SizeIsDeferred":false,"Offset":0,"MetaData":{"filetype":"text/plain","filename":"żółw.txt"},"IsPartial":false,"IsFinal":false,"PartialUploads":null,"Storage":{"InfoPath":"data/8e2fd3fe4b0b1b2c3d4e5f60718293a4.info","Path":"data/8e2fd3fe4b0b1b2c3d4e5f60718293a4","Type":"filestore"}}
        """;

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_tusd_began_is_finished_here(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        const string Id = "8e2fd3fe4b0b1b2c3d4e5f60718293a4";
        await File.WriteAllTextAsync(Path.Combine(site.Directory, $"{Id}.info"), InfoOfTusd, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(site.Directory, Id), "hello ", cancellationToken);

        var head = await site.HeadAsync($"/files/{Id}", cancellationToken);

        head.Offset.ShouldBe(6);
        head["Upload-Length"].ShouldBe("11");
        head["Upload-Metadata"].ShouldBe("filename xbzDs8WCdy50eHQ=,filetype dGV4dC9wbGFpbg==");
        (await site.PatchAsync($"/files/{Id}", 6, "world", cancellationToken)).Offset.ShouldBe(11);
        site.Stored(Id).ShouldBe("hello world");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_info_file_has_the_members_that_tusd_reads(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(11, cancellationToken, "Upload-Metadata: filename YS50eHQ=,empty\r\n");
        var id = path.Split('/')[^1];

        using var info = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(site.Directory, $"{id}.info"), cancellationToken));
        var members = info.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetRawText());

        members.Keys.ShouldBe(
            ["ID", "Size", "SizeIsDeferred", "Offset", "MetaData", "IsPartial", "IsFinal", "PartialUploads", "Storage", "RawMetadata"]);
        members["ID"].ShouldBe($"\"{id}\"");
        members["Size"].ShouldBe("11");
        members["Offset"].ShouldBe("0");
        members["MetaData"].ShouldBe("""{"filename":"a.txt","empty":""}""");
        info.RootElement.GetProperty("Storage").GetProperty("Type").GetString().ShouldBe("filestore");
        info.RootElement.GetProperty("Storage").GetProperty("Path").GetString().ShouldBe(Path.Combine(site.Directory, id));
        site.Files().Order().ShouldBe([id, $"{id}.info"]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_is_written_while_it_is_read_is_found(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.At("a"), "", cancellationToken);
        await File.WriteAllTextAsync(directory.At("a.info"), "", cancellationToken);

        // A creation has made both files. It writes the description when the store has read nothing from it, before the store asks for its
        // state.
        var calls = new FileCalls((done, path) =>
        {
            if (done == "asked for" && path == directory.At("a.info"))
            {
                File.WriteAllText(path, """{"ID":"a","Size":5}""");
            }
        });

        var upload = await new FileUploadStore(directory.FullName, new FileStoreOptions(), calls).GetInfoAsync("a", cancellationToken);

        upload.ShouldNotBeNull().Length.ShouldBe(5);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_existing_upload_is_never_overwritten(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        (await site.Store.CreateAsync(new UploadInfo { Id = path.Split('/')[^1], Length = 1 }, default)).ShouldBeNull();

        site.Stored(path).ShouldBe("hello");
        (await site.HeadAsync(path, cancellationToken))["Upload-Length"].ShouldBe("5");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_file_that_is_no_upload_is_not_overwritten_either(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(site.Directory, "somebody"), "else's", cancellationToken);

        (await site.Store.CreateAsync(new UploadInfo { Id = "somebody", Length = 1 }, default)).ShouldBeNull();

        site.Stored("somebody").ShouldBe("else's");
        (await site.HeadAsync("/files/somebody", cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_info_file_without_data_keeps_its_name_too(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(site.Directory, "somebody.info"), "else's", cancellationToken);

        (await site.Store.CreateAsync(new UploadInfo { Id = "somebody", Length = 1 }, default)).ShouldBeNull();

        site.Stored("somebody.info").ShouldBe("else's");
        File.Exists(Path.Combine(site.Directory, "somebody")).ShouldBeFalse();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_creation_that_a_crash_interrupted_is_no_upload(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(site.Directory, path.Split('/')[^1] + ".info"), "", cancellationToken);

        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(404);
    }

    [TestCase("/files/..%2f..%2fetc%2fpasswd")]
    [TestCase("/files/%2e%2e%2fsecret")]
    [TestCase("/files/..%5csecret")]
    [TestCase("/files/%252e%252e%252fsecret")]
    [TestCase("/files/{id}.info")]
    [TestCase("/files/{id}.INFO")]
    [TestCase("/files/{id}.lock")]
    [TestCase("/files/{id}%2f..%2f{id}")]
    [TestCase("/files/sub/{id}")]
    [TestCase("/files/.hidden")]
    [TestCase("/files/{id};x")]
    [TestCase("/files/%C5%BC")]
    [CancelAfter(20_000)]
    public async Task An_id_that_is_no_plain_name_is_not_found(string target, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);
        var unsafePath = target.Replace("{id}", path.Split('/')[^1], StringComparison.Ordinal);

        foreach (var request in new[]
        {
            Request("HEAD", unsafePath), Request("GET", unsafePath), Request("DELETE", unsafePath), Patch(unsafePath, 0, 0),
        })
        {
            var response = await site.AskAsync(request, cancellationToken);

            response.Status.ShouldBe(404, request);
            response["Tus-Resumable"].ShouldBe("1.0.0");
        }

        site.Files().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_id_of_five_thousand_characters_or_with_a_nul_harms_nobody(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        (await site.AskAsync(Request("HEAD", $"/files/{new string('a', 5_000)}"), cancellationToken)).Status.ShouldBe(404);
        (await site.AskAsync(Request("HEAD", "/files/a%00b"), cancellationToken)).Status.ShouldBe(400);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Slashes_around_an_id_and_a_query_do_not_matter(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(5, cancellationToken);

        (await site.HeadAsync($"{path}/", cancellationToken)).Status.ShouldBe(200);
        (await site.HeadAsync($"{path}?x=y", cancellationToken)).Status.ShouldBe(200);
    }
}
