using System.Text;
using System.Text.Json;
using Holdfast.Server.Hooks;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Requests and responses as JSON, written and read again, as a plugin's process and its server do.</summary>
public sealed class HookJsonTests
{
    [Test]
    public void A_request_is_read_as_it_was_written()
    {
        const string Json = """
            {"Type":"pre-access","Event":{"Upload":{"ID":"a/b","Size":5,"SizeIsDeferred":true,"Offset":3,"MetaData":{"a":"b"},
            "IsPartial":true,"IsFinal":true,"PartialUploads":["p"],"Storage":{"Path":"x"}},"HTTPRequest":{"Method":"POST","URI":"/",
            "RemoteAddr":"::1","Header":{"Host":["a.test"],"X-Many":["1","2"]}}},"EventID":"e-1"}
            """;

        var request = HookRequest.Parse(Encoding.UTF8.GetBytes(Json));

        Encoding.UTF8.GetString(request.ToJson()).ShouldBe(Json.ReplaceLineEndings(""));
    }

    [Test]
    public void A_response_is_read_as_it_was_written()
    {
        var response = new HookResponse
        {
            HttpResponse = new HookHttpResponse { StatusCode = 402, Body = "pay", Header = new Dictionary<string, string?> { ["A"] = "b" } },
            RejectUpload = true,
            RejectTermination = true,
            RejectAccess = true,
            StopUpload = true,
            ChangeFileInfo = new HookChanges
            {
                Id = "chosen",
                MetaData = new Dictionary<string, string?>(),
                Storage = new Dictionary<string, string?> { ["Path"] = "x" },
            },
        };

        var json = response.ToJson();

        HookResponse.Parse(json).ToJson().ShouldBe(json);
        using var members = JsonDocument.Parse(json);
        members.RootElement.GetProperty("ChangeFileInfo").GetProperty("MetaData").EnumerateObject().ShouldBeEmpty();
        members.RootElement.GetProperty("HTTPResponse").GetProperty("Header").GetProperty("A").GetString().ShouldBe("b");
        members.RootElement.EnumerateObject().Count(member => member.Value.ValueKind == JsonValueKind.True).ShouldBe(4);
    }

    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("""{"Type":"pre-crate"}""")]
    public void What_is_no_request_is_not_read(string json) =>
        Should.Throw<JsonException>(() => HookRequest.Parse(Encoding.UTF8.GetBytes(json)));
}
