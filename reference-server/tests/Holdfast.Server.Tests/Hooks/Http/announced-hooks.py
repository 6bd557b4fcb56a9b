# A hook server in the shape of the example in the announcement of tusd v2: HTTP/1.0, one request at a time, the length of the
# request taken from Content-Length, and no Content-Type in the response, whose fields stand in "Headers".
from http.server import BaseHTTPRequestHandler, HTTPServer
import json
import sys
import uuid


class HookHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        hook = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        answer = {'HTTPResponse': {'Headers': {}}}
        if hook['Type'] == 'pre-create':
            metadata = hook['Event']['Upload']['MetaData']
            if 'filename' in metadata:
                answer['ChangeFileInfo'] = {
                    'ID': f'prefix-{uuid.uuid4()}',
                    'MetaData': {'filename': metadata['filename'], 'creation_time': 'today'},
                }
            else:
                answer['RejectUpload'] = True
                answer['HTTPResponse']['StatusCode'] = 400
                answer['HTTPResponse']['Body'] = 'no filename provided'
                answer['HTTPResponse']['Headers']['X-Some-Header'] = 'yes'
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format, *args):
        pass


server = HTTPServer(('127.0.0.1', int(sys.argv[1])), HookHandler)
print(server.server_port, flush=True)
server.serve_forever()
