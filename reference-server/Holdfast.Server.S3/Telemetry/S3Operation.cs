namespace Holdfast.Server.S3.Telemetry;

/// <summary>The names of calls in metrics and traces: tusd's, and in its manner where it makes no such call.</summary>
internal static class S3Operation
{
    public const string GetInfoObject = "get_info_object";
    public const string PutInfoObject = "put_info_object";
    public const string CreateMultipartUpload = "create_multipart_upload";
    public const string CompleteMultipartUpload = "complete_multipart_upload";
    public const string UploadPart = "upload_part";
    public const string ListParts = "list_parts";
    public const string HeadPartObject = "head_part_object";
    public const string GetPartObject = "get_part_object";
    public const string PutPartObject = "put_part_object";
    public const string DeletePartObject = "delete_part_object";

    public const string AbortMultipartUpload = "abort_multipart_upload";
    public const string UploadPartCopy = "upload_part_copy";
    public const string GetObject = "get_object";
    public const string HeadObject = "head_object";
    public const string DeleteObject = "delete_object";
    public const string ListObjects = "list_objects";
    public const string ListMultipartUploads = "list_multipart_uploads";
}
