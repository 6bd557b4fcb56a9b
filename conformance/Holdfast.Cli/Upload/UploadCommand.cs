using System.CommandLine;
using Holdfast.Cli.Check;
using Holdfast.Cli.Help;
using Holdfast.Protocol.Checksums;

namespace Holdfast.Cli.Upload;

/// <summary><c>holdfast upload</c>: uploads a file with the .NET client, or resumes its upload.</summary>
internal static class UploadCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The file to upload." };
        var url = new Argument<Uri?>("URL")
        {
            Description = "The URL at which uploads are created; with --protocol ietf, the resource that the file is for.",
            CustomParser = CheckValues.Url,
        };
        var protocol = new Option<string>("--protocol")
        {
            Description = "tus, or ietf for the IETF draft.", DefaultValueFactory = _ => "tus", HelpName = "NAME",
        };
        var interop = new Option<int?>("--interop")
        {
            Description = "The draft's interop version, from 6 to 10. Default: 10.", HelpName = "N",
        };
        var withContent = new Option<bool>("--with-content")
        {
            Description = "Send content with the request that creates the upload, too.",
        };
        var chunkSize = new Option<long?>("--chunk-size")
        {
            Description = "The most bytes in one request. Default: all in one.", HelpName = "N",
        };
        var parallel = new Option<int>("--parallel")
        {
            Description = "Upload so many parts at the same time (tus extension concatenation).", DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        var checksum = new Option<string?>("--checksum")
        {
            Description = "Send a checksum of each request's content (tus extension checksum).", HelpName = "ALGORITHM",
        };
        var header = new Option<KeyValuePair<string, string>[]>("--header")
        {
            Description = "A header field to send with every request to the URL's origin, 'Name: value'. Repeatable.", HelpName = "K: V",
            CustomParser = CheckValues.Headers,
        };
        var metadata = new Option<KeyValuePair<string, string>[]>("--metadata")
        {
            Description = "Metadata of the upload, beside filename. Repeatable. tus only.", HelpName = "K=V",
            CustomParser = CheckValues.Metadata,
        };
        protocol.AcceptOnlyFromAmong("tus", "ietf");
        checksum.AcceptOnlyFromAmong([.. ChecksumAlgorithms.Names]);
        interop.Validators.Add(given => CheckValues.AtLeast(given, interop.Name, 6));
        chunkSize.Validators.Add(given => CheckValues.AtLeast(given, chunkSize.Name, 1));
        parallel.Validators.Add(given => CheckValues.AtLeast(given, parallel.Name, 1));
        var command = new Command(
            "upload", "Uploads a file. After Ctrl-C or a crash, the same command resumes where the server has it.")
        {
            file, url, protocol, interop, withContent, chunkSize, parallel, checksum, header, metadata,
        };
        command.TeachBy(
            ("holdfast upload a.mp4 http://127.0.0.1:1080/files/", "upload by tus 1.0, and print the upload's URL"),
            ("holdfast upload a.mp4 https://uploads.example/ --header 'Authorization: …'", "with credentials"),
            ("holdfast upload a.mp4 http://127.0.0.1:1080/files/ --parallel 4", "in four parts at the same time"),
            ("holdfast upload a.mp4 http://127.0.0.1:1080/files/ --protocol ietf", "by the IETF draft"));
        command.SetAction((parsed, stop) => UploadSession.RunAsync(
            new UploadArguments
            {
                File = parsed.GetValue(file)!,
                Url = parsed.GetValue(url)!,
                SpeaksDraft = parsed.GetValue(protocol) == "ietf",
                Interop = parsed.GetValue(interop),
                WithContent = parsed.GetValue(withContent),
                ChunkSize = parsed.GetValue(chunkSize),
                Parallel = parsed.GetValue(parallel),
                Checksum = parsed.GetValue(checksum),
                Headers = parsed.GetValue(header) ?? [],
                Metadata = parsed.GetValue(metadata) ?? [],
            },
            stop));
        return command;
    }
}
